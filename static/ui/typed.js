// What stands in a form, as pairs of name and answer, and putting it back.
// Keys, files and secrets are no part of it, and neither is what testifies to the moment it
// is sent. Of hidden fields only those count that say what was on file when it was opened.
const LEFT_OUT = "[data-asked-anew], [type=password], [type=file], [autocomplete=one-time-code], " +
  "[type=submit], [type=button], [type=reset], [type=image], [type=hidden]";
const BASE = /(^|-)(version|before)$/;
const TICKED = "[type=checkbox], [type=radio]";

const isBase = (each) => each.type === "hidden" && BASE.test(each.name);

export const controls = (form) => [...form.elements].filter(
  (each) => each.name && "value" in each && (isBase(each) || !each.matches(LEFT_OUT)),
);

// The version of what is on file that somebody had before him, if the form changes a row.
export const versionIn = (pairs) => pairs.find(([name]) => /(^|-)version$/.test(name))?.[1];

function answers(control) {
  if (control.matches(TICKED)) return control.checked ? [control.value] : [];
  if (control.multiple && control.options) return [...control.selectedOptions].map((each) => each.value);
  return [control.value];
}

export const typed = (form) =>
  controls(form).flatMap((control) => answers(control).map((answer) => [control.name, answer]));

// Puts one control right; answers which of the values found their place in it.
function put(control, values, whole) {
  if (control.matches(TICKED)) {
    const is = values.includes(control.value);
    if (whole || is) control.checked = is;
    return is ? [control.value] : [];
  }
  if (!control.options) {
    if (values.length) control.value = values[0];
    return values.slice(0, 1);
  }
  const offered = [...control.options].map((each) => each.value);
  const chosen = values.filter((each) => offered.includes(each)).slice(0, control.multiple ? undefined : 1);
  if (whole || chosen.length) {
    for (const each of control.options) {
      if (control.multiple) each.selected = chosen.includes(each.value);
    }
    if (!control.multiple && chosen.length) control.value = chosen[0];
  }
  control.tomselect?.sync();
  return chosen;
}

// Fills a form with the pairs. `whole`: they are all there was, so that a tick without a pair
// is taken away. Answers the pairs without a place, and the controls that changed.
export function fill(form, pairs, { whole }) {
  const left = new Map();
  for (const [name, value] of pairs) left.set(name, [...(left.get(name) ?? []), value]);
  const changed = [];
  for (const control of controls(form)) {
    const before = answers(control).join("\0");
    const values = left.get(control.name) ?? [];
    for (const placed of put(control, values, whole)) values.splice(values.indexOf(placed), 1);
    if (answers(control).join("\0") !== before) changed.push(control);
  }
  for (const control of changed) control.dispatchEvent(new Event("input", { bubbles: true }));
  changed.at(-1)?.dispatchEvent(new Event("change", { bubbles: true }));
  return { changed, homeless: [...left].flatMap(([name, values]) => values.map((value) => [name, value])) };
}
