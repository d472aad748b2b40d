// The demonstration's sign-in page: one press fills in a name and its password.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill-login]");
  if (!button) return;
  const form = document.querySelector("form");
  form.elements.login.value = button.dataset.fillLogin;
  form.elements.password.value = button.dataset.fillPassword;
  form.querySelector("[type=submit]").focus();
});
