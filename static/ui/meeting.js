// Two versions of an answer: what is chosen above stands in its question below.
const inputs = (form, name) => [...form.elements].filter(
  (element) => element.name === name && element.type !== "hidden",
);

function answer(input, texts) {
  if (input.type === "checkbox" || input.type === "radio") {
    input.checked = texts.includes(input.value);
  } else if (input.multiple) {
    for (const option of input.options) option.selected = texts.includes(option.value);
  } else {
    input.value = texts[0] ?? "";
  }
  input.tomselect?.sync();
}

// The names in `before` are those of the questions, without what a page puts before them.
function versions(form, radio) {
  const prefix = radio.name.slice(0, -`take-${radio.dataset.take}`.length);
  const held = form.elements[`${prefix}before`];
  const { before, typed } = JSON.parse(held.value);
  return { name: prefix + radio.dataset.take, theirs: before, mine: typed };
}

document.addEventListener("change", ({ target }) => {
  if (!target.dataset?.take) return;
  const held = versions(target.form, target);
  const texts = held[target.value][target.dataset.take] ?? [];
  for (const input of inputs(target.form, held.name)) answer(input, texts);
});

// Whoever types a third answer keeps what he types.
document.addEventListener("input", ({ target }) => {
  if (!target.form || target.dataset.take) return;
  for (const radio of target.form.querySelectorAll('[data-take][value="mine"]')) {
    if (versions(target.form, radio).name === target.name) radio.checked = true;
  }
});
