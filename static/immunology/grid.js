// The entry grid: Enter goes down, Shift and Enter goes up, the arrows do the same.
const cells = () => [...document.querySelectorAll("[data-cell]")];

function step(cell, by) {
  const every = cells();
  const next = every[every.indexOf(cell) + by];
  if (next) next.select();
  else if (by > 0) document.querySelector("[data-last-cell]")?.focus();
}

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("[data-cell]");
  if (!cell || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  const by = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  step(cell, by);
});
