/* A form that was refused is shown from its first fault: else its end is seen, and the reason is out of sight above. */
const fault = document.querySelector(".errornote, .errorlist");
if (fault) {
  fault.tabIndex = -1;
  fault.focus();
  fault.scrollIntoView({ block: "center" });
}
