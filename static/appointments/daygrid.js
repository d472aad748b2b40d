// The day's table: one tab stop, and the arrow keys lead to the next field that way.
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
// A field that lies off to the side counts as this many times further away.
const ASIDE = 4;

const fields = (table) => [...table.querySelectorAll("tbody td > a[href]")];

function only(table, chosen) {
  for (const field of fields(table)) field.tabIndex = field === chosen ? 0 : -1;
}

function next(table, from, [right, down]) {
  const here = from.getBoundingClientRect();
  const x = here.x + here.width / 2;
  const y = here.y + here.height / 2;
  let best = null;
  let least = Infinity;
  for (const field of fields(table)) {
    if (field === from) continue;
    const there = field.getBoundingClientRect();
    const across = there.x + there.width / 2 - x;
    const along = there.y + there.height / 2 - y;
    const ahead = right ? across * right : along * down;
    if (ahead <= ASIDE) continue;
    const aside = right ? Math.max(there.top - y, y - there.bottom, 0) : Math.abs(across);
    if (ahead + aside * ASIDE < least) [least, best] = [ahead + aside * ASIDE, field];
  }
  return best;
}

// The present hour is seen first; what was before is a little scrolling away.
function toNow(table) {
  const now = table.querySelector("tr.now");
  const frame = table.parentElement;
  if (now) frame.scrollTop = now.offsetTop - frame.clientHeight / 3;
}

for (const table of document.querySelectorAll("[data-daygrid]")) {
  only(table, fields(table)[0]);
  toNow(table);
  table.addEventListener("focusin", (event) => {
    const field = event.target.closest("td > a[href]");
    if (field) only(table, field);
  });
  table.addEventListener("keydown", (event) => {
    const from = event.target.closest("td > a[href]");
    const step = STEPS[event.key];
    if (!from || !step) return;
    event.preventDefault();
    next(table, from, step)?.focus();
  });
}
