// Forms: one submit per press, and the first refused answer in focus.
import { onContent } from "./content.js";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.matches("[hx-post], [data-hx-post]")) return;
  if (form.dataset.sent) event.preventDefault();
  else form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 10_000);
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

onContent((root) => {
  root.querySelector('form:not([data-sample]) [aria-invalid="true"]')?.focus();
});
