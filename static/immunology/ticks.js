// One press ticks every limit that may be confirmed together with others.
for (const button of document.querySelectorAll("[data-tick-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const ticks = document.querySelectorAll(`input[name="${button.dataset.tickAll}"]`);
    for (const tick of ticks) tick.checked = true;
  });
}
