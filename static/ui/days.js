// Days: what was typed is spelled out beside it, and a calendar is one press away.
import { onContent } from "./content.js";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

function read(text) {
  const typed = text.trim().toLowerCase();
  const iso = typed.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/);
  if (iso) return day(+iso[1], +iso[2], +iso[3]);
  const numbers = typed.match(/^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/);
  if (numbers) return day(+numbers[3], +numbers[2], +numbers[1]);
  const words = typed.match(/^(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4})$/);
  return words ? day(+words[3], MONTHS.indexOf(words[2]) + 1, +words[1]) : null;
}

function day(year, month, date) {
  const found = new Date(Date.UTC(year, month - 1, date));
  return found.getUTCMonth() === month - 1 && found.getUTCDate() === date ? found : null;
}

const show = (options) => (found) => found.toLocaleDateString("en-GB", { ...options, timeZone: "UTC" });
const spelled = show({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const short = (found) =>
  `${found.getUTCDate()} ${show({ month: "long" })(found).slice(0, 3)} ${found.getUTCFullYear()}`;

function pick(input, tell) {
  const picker = document.createElement("input");
  picker.type = "date";
  picker.className = "day-picker";
  picker.tabIndex = -1;
  picker.setAttribute("aria-hidden", "true");
  picker.valueAsDate = read(input.value);
  picker.addEventListener("change", () => {
    if (picker.valueAsDate) input.value = short(picker.valueAsDate);
    input.dispatchEvent(new Event("change", { bubbles: true }));
    tell();
  });
  picker.addEventListener("blur", () => picker.remove());
  input.parentElement.append(picker);
  picker.showPicker();
}

onContent((root) => {
  for (const input of root.querySelectorAll("input[data-day]")) {
    const label = document.querySelector(`label[for="${input.id}"]`)?.firstChild?.textContent.trim();
    const frame = document.createElement("div");
    frame.className = "day-frame";
    const echo = document.createElement("span");
    echo.className = "day-echo";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "day-open";
    button.setAttribute("aria-label", `Calendar for ${label ?? "this day"}`);
    input.before(frame);
    frame.append(input, button);
    frame.after(echo);
    const tell = () => {
      const found = read(input.value);
      echo.textContent = found ? spelled(found) : "";
    };
    input.addEventListener("input", tell);
    button.addEventListener("click", () => pick(input, tell));
    tell();
  }
});
