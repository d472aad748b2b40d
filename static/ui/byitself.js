// What a page asks for by itself, without anybody pressing or typing, says so: it shows that
// the screen is on and not that somebody is there.
export const BY_ITSELF = { "X-By-Itself": "yes" };

document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.triggeringEvent) Object.assign(event.detail.headers, BY_ITSELF);
});
