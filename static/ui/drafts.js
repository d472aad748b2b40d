// Drafts: what is typed into a form is kept by the clinic until the form is saved, ten seconds
// after typing, on leaving a field and when the page goes out of sight. It comes back with the
// form after a crash. Nothing of it is ever put into the browser's own stores.
import { BY_ITSELF } from "./byitself.js";
import { onContent } from "./content.js";
import { controls, fill, typed, versionIn } from "./typed.js";

const SOON_MS = 10_000;
const AGAIN_MS = [3_000, 5_000, 10_000, 20_000, 30_000];
const PATIENCE_MS = 15_000;
const PRESS_MS = 500;
const SAID = {
  waiting: "Not kept yet",
  trying: "Not kept yet: the clinic does not answer. It is tried again by itself.",
  refused: "Not kept: you were signed out. Please keep a copy of what you typed, then sign in again.",
  kept: (at) => `Kept at ${at}, not saved yet`,
};

const open = new Map();

// While this page lives, no other tab takes its draft for a forgotten one.
function hold(key, options = {}) {
  if (!navigator.locks) return { got: Promise.resolve(true), release() {} };
  let release;
  const over = new Promise((done) => { release = done; });
  const got = new Promise((tell) => {
    navigator.locks.request(`draft ${key}`, options, (lock) => {
      tell(Boolean(lock));
      return lock && over;
    });
  });
  return { got, release };
}

// Somebody else than the clinic may answer, such as the door of a wireless network.
const read = async (answer) => (answer?.status === 200 ? answer.json().catch(() => null) : null);

class Draft {
  constructor(form, keys) {
    Object.assign(this, { form, keys, began: Date.now(), turn: 0, homeless: [], isTouched: false, isLeaving: false });
    const target = new URL(form.getAttribute("action") ?? "", location.href);
    this.address = target.pathname + target.search;
    this.asOpened = typed(form);
    this.known = this.now;
  }

  get base() { return this.keys.dataset.drafts; }
  get now() { return JSON.stringify([...typed(this.form), ...this.homeless]); }
  get isUnkept() { return this.isTouched && !this.isLeaving && this.now !== this.known; }

  say(sentence) {
    if (!this.line) {
      this.line = document.createElement("p");
      this.line.className = "draft-state";
      this.line.setAttribute("role", "status");
      (this.form.querySelector(".form-actions") ?? this.form).append(this.line);
    }
    if (this.line.textContent !== sentence) this.line.textContent = sentence;
  }

  touch() {
    if (this.isFilling || this.isStopped) return;
    this.isTouched = true;
    if (!this.isUnkept) return;
    if (!this.line) this.say(SAID.waiting);
    this.timer ??= setTimeout(() => this.keep(), SOON_MS);
  }

  send(path, words, options = {}) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value, ...words });
    return fetch(`${this.base}${path}`, { method: "POST", body, redirect: "manual", ...options });
  }

  stopWaiting() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  // One at a time, unless the page is going away: `turn` tells the clinic which came last.
  async keep({ last = false, again = 0 } = {}) {
    this.stopWaiting();
    while (this.sending && !last) await this.sending;
    if (!this.isUnkept || this.isStopped) return;
    this.held ??= hold(this.keys.value);
    this.sending = this.deliver(this.now, { last, again });
    await this.sending;
  }

  async deliver(content, { last, again }) {
    this.turn = Math.max(this.turn + 1, Date.now());
    const words = { key: this.keys.value, address: this.address, open_for: Math.max(0, Math.round((Date.now() - this.began) / 1000)) };
    const answer = await this.send("keep/", { ...words, turn: this.turn, typed: content }, {
      keepalive: last,
      headers: again ? BY_ITSELF : {},
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch(() => null);
    await this.heard(answer, content, again);
    this.sending = null;
  }

  async heard(answer, content, again) {
    const told = await read(answer);
    if (told) {
      this.known = content;
      this.say(SAID.kept(told.at));
      this.touch();
    } else if (answer?.status === 204) {
      this.isStopped = true;
      this.line?.remove();
    } else if (answer && [403, 413, 422].includes(answer.status)) {
      this.isStopped = true;
      this.say(answer.status === 403 ? SAID.refused : SAID.waiting);
    } else if (answer?.status === 423) {
      this.say(SAID.waiting);
      // A press that made the field be left is still on its way to its button.
      setTimeout(() => document.dispatchEvent(new Event("clinic:locked")), PRESS_MS);
    } else {
      this.say(answer?.type === "opaqueredirect" ? SAID.refused : SAID.trying);
      this.timer ??= setTimeout(() => this.keep({ again: again + 1 }), AGAIN_MS[Math.min(again, 4)]);
    }
  }

  // A form that comes back refused is the same form: it goes on under its own key.
  goOn() {
    this.keys.value = this.keys.dataset.refused;
    this.known = "";
    this.isTouched = true;
    this.keep();
  }

  put(pairs) {
    this.isFilling = true;
    const { changed, homeless } = fill(this.form, pairs, { whole: true });
    this.isFilling = false;
    for (const control of changed) {
      for (let fold = control.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    }
    return homeless;
  }

  show(isIn) {
    for (const each of this.notice.querySelectorAll("[data-draft-in], [data-draft-drop]")) each.hidden = !isIn;
    for (const each of this.notice.querySelectorAll("[data-draft-out], [data-draft-back]")) each.hidden = isIn;
  }

  take(found, held) {
    this.found = found;
    this.keys.insertAdjacentHTML("afterend", found.notice);
    this.notice = this.keys.nextElementSibling;
    this.notice.querySelector("[data-draft-anew]").hidden = !this.form.querySelector("[data-asked-anew]");
    this.notice.querySelector("[data-draft-overtaken]").hidden = versionIn(found.typed) === versionIn(this.asOpened);
    this.notice.querySelector("[data-draft-drop]").addEventListener("click", () => this.drop());
    this.notice.querySelector("[data-draft-back]").addEventListener("click", () => this.bringBack());
    this.heldFound = held;
    this.ownKey = this.keys.value;
    for (let fold = this.form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    // Whoever began to type before the answer came, or brought words along, decides by himself.
    if (this.isUnkept || this.form.hasAttribute("data-brought")) this.show(false);
    else this.bringBack();
  }

  bringBack() {
    const isKept = !this.isDropped;
    this.keys.value = this.found.key;
    this.turn = Math.max(this.turn, this.found.turn);
    this.homeless = this.put(this.found.typed);
    this.isTouched = true;
    this.show(true);
    if (isKept) {
      this.known = this.now;
      this.say(SAID.kept(this.found.at));
    } else {
      this.known = "";
      this.keep();
    }
  }

  async drop() {
    this.stopWaiting();
    this.found = { ...this.found, typed: JSON.parse(this.now) };
    this.homeless = [];
    this.put(this.asOpened);
    this.keys.value = this.ownKey;
    this.known = this.now;
    this.isDropped = true;
    this.line?.remove();
    this.line = null;
    this.show(false);
    await this.sending;
    await this.send(`${this.found.key}/drop/`, {}).catch(() => null);
  }

  settle() {
    if (!this.homeless.length) return;
    this.isFilling = true;
    this.homeless = fill(this.form, this.homeless, { whole: false }).homeless;
    this.isFilling = false;
  }

  async close() {
    open.delete(this.form);
    await this.keep({ last: true });
    this.held?.release();
    this.heldFound?.release();
  }
}

// Forms that left the page take their last words with them before others are asked for.
const closeGone = () => Promise.all([...open.values()].filter(({ form }) => !form.isConnected).map((each) => each.close()));

async function ask(drafts) {
  await closeGone();
  const at = new URLSearchParams(drafts.map((each) => ["at", each.address]));
  const answer = await fetch(`${drafts[0].base}?${at}`, { headers: BY_ITSELF, redirect: "manual" }).catch(() => null);
  const found = (await read(answer))?.found ?? [];
  for (const draft of drafts) {
    for (const each of found.filter(({ address }) => address === draft.address)) {
      const held = hold(each.key, { ifAvailable: true });
      if (await held.got) {
        draft.take(each, held);
        break;
      }
    }
  }
}

const keysOf = (form) => form.querySelector("[name=submission_key][data-drafts]");
const isTyped = (form) => controls(form).some((each) => each.type !== "hidden");

onContent((root) => {
  for (const each of open.values()) each.settle();
  const forms = [...root.querySelectorAll("form[method=post]:not([data-sample])")];
  if (root.matches?.("form[method=post]")) forms.push(root);
  const asked = [];
  for (const form of forms) {
    const keys = keysOf(form);
    if (!keys || open.has(form) || !isTyped(form)) continue;
    const draft = new Draft(form, keys);
    open.set(form, draft);
    if (keys.dataset.refusedAt === draft.address) draft.goOn();
    else asked.push(draft);
  }
  if (asked.length) ask(asked);
});

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => open.get(event.target.form)?.touch());
}
document.addEventListener("focusout", (event) => open.get(event.target.form)?.keep());

const all = (how) => { for (const each of open.values()) each.keep(how); };
document.addEventListener("visibilitychange", () => { if (document.hidden) all({ last: true }); });
addEventListener("pagehide", () => all({ last: true }));
addEventListener("online", () => all());
document.addEventListener("clinic:uncovered", () => all());

addEventListener("beforeunload", (event) => {
  if ([...open.values()].some((each) => each.form.isConnected && each.isUnkept)) event.preventDefault();
});

// A form on its way is nobody's draft any more; one that was not taken is again.
const leaves = (form, isLeaving) => {
  const draft = open.get(form);
  if (draft) draft.isLeaving = isLeaving;
  if (!isLeaving) draft?.touch();
};
document.addEventListener("submit", (event) => { if (!event.defaultPrevented) leaves(event.target, true); });
addEventListener("pageshow", (event) => { if (event.persisted) for (const form of open.keys()) leaves(form, false); });
document.addEventListener("htmx:beforeRequest", (event) => leaves(event.detail.elt, true));
document.addEventListener("htmx:afterRequest", (event) => { if (!event.detail.successful) leaves(event.detail.elt, false); });
