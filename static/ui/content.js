// Run something on what the page brought, and again on every part swapped in later.
export function onContent(work) {
  work(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) work(event.target);
  });
}
