// Once a passkey is added, show the page anew: it lists the passkey and asks for recovery codes.
document.addEventListener("otp_webauthn.register_complete", () => location.reload());
