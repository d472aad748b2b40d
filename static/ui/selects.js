// Long lists can be searched by typing; without this they remain ordinary lists.
import { onContent } from "./content.js";

onContent(async (root) => {
  const selects = root.querySelectorAll("select[data-searchable]");
  if (!selects.length) return;
  await import("../npm/tom-select/dist/js/tom-select.complete.min.js");
  for (const select of selects) {
    if (select.tomselect) continue;
    new window.TomSelect(select, { maxOptions: 200 });
    select.setAttribute("aria-hidden", "true");
  }
});
