// Runs before the first paint: "auto" follows the screen, and the server is told by
// cookie, so that the next page arrives in the right shade.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const keep = (name, value) => {
    const [prefix, secure] = location.protocol === "https:" ? ["__Host-", "; Secure"] : ["", ""];
    document.cookie = `${prefix}${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  };
  const wear = () => {
    if (root.dataset.theme !== "auto") return;
    const shade = dark.matches ? "dark" : "light";
    root.dataset.bsTheme = shade;
    keep("shade", shade);
  };
  dark.addEventListener("change", wear);
  wear();
  // Paper is white: a page printed in the dark goes to the printer in the light.
  addEventListener("beforeprint", () => { root.dataset.bsTheme = "light"; });
  addEventListener("afterprint", () => {
    if (root.dataset.theme === "auto") wear();
    else root.dataset.bsTheme = root.dataset.theme;
  });
  window.chooseTheme = (choice) => {
    root.dataset.theme = choice;
    keep("theme", choice);
    if (choice === "auto") wear();
    else root.dataset.bsTheme = choice;
  };
})();
