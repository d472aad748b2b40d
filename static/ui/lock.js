// The lock: a screen nobody uses is covered, and asks who sits there; then everything goes on
// where it stood. Whether a session is locked, the clinic alone decides: this script covers
// the page in time, tells the clinic that somebody is there, and sends again what came late.
import { BY_ITSELF } from "./byitself.js";

const TELL_MS = 60_000;
const AGAIN_MS = 5_000;
const dialog = document.getElementById("lock");

function start() {
  const url = dialog.dataset.lockUrl;
  const place = dialog.querySelector("#lock-proof");
  const asLoaded = place.innerHTML;
  let due, timer, title, held = null, told = Date.now();

  function arm(seconds) {
    due = Date.now() + seconds * 1000;
    clearTimeout(timer);
    timer = setTimeout(look, seconds * 1000);
  }

  function cover() {
    if (dialog.open) return;
    title = document.title;
    document.title = "Locked · Decidua";
    dialog.showModal();
  }

  function uncover(seconds) {
    arm(seconds);
    if (dialog.open) {
      document.title = title;
      dialog.close();
      place.innerHTML = asLoaded;
    }
    const { form, submitter } = held ?? {};
    held = null;
    document.dispatchEvent(new Event("clinic:uncovered"));
    if (form?.isConnected) form.requestSubmit(submitter);
  }

  function show(html) {
    cover();
    if (place.querySelector("form")) return;
    window.htmx.swap(place, html, { swapStyle: "innerHTML" });
    place.querySelector("input:not([type=hidden])")?.focus();
  }

  async function hear(answer) {
    if (answer?.status === 204) uncover(Number(answer.headers.get("Locks-In")));
    else if ([200, 422].includes(answer?.status)) show(await answer.text());
    else if (answer?.type === "opaqueredirect") location.reload(); // signed out meanwhile
    else timer = setTimeout(look, AGAIN_MS);
  }

  const ask = (options) => fetch(url, { redirect: "manual", ...options }).catch(() => null);

  async function look() {
    clearTimeout(timer);
    cover();
    await hear(await ask({ headers: BY_ITSELF }));
  }

  function locked() {
    due = 0;
    look();
  }

  // Somebody reads: a key, a finger or a wheel is heard, and told once a minute.
  async function tell() {
    if (dialog.open || Date.now() - told < TELL_MS) return;
    told = Date.now();
    const { csrfmiddlewaretoken } = Object.fromEntries(new FormData(dialog.querySelector("form")));
    const answer = await ask({ method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken }) });
    if (answer) hear(answer);
  }
  for (const kind of ["keydown", "pointerdown", "wheel", "touchmove"]) {
    addEventListener(kind, tell, { passive: true, capture: true });
  }

  const isDue = () => Date.now() >= due;
  document.addEventListener("visibilitychange", () => { if (!document.hidden && (isDue() || dialog.open)) look(); });
  document.addEventListener("clinic:locked", locked);
  document.addEventListener("clinic:unlocked", (event) => uncover(event.detail.left));

  // What was sent to a locked session goes again afterwards, from the page that stayed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!isDue() || form.method !== "post" || dialog.contains(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = { form, submitter: event.submitter };
    look();
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr.status !== 423) return;
    const { elt, triggeringEvent } = event.detail.requestConfig;
    if (triggeringEvent?.type === "submit") held = { form: elt, submitter: triggeringEvent.submitter };
    locked();
  });

  // Nothing but an answer takes the cover away.
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => { if (isDue()) dialog.showModal(); });

  arm(Number(dialog.dataset.locksIn));
}

if (dialog) start();
