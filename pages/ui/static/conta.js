// How strong the new password is, told by the portal's own rule a moment after the last key.
const WAIT_MS = 400;
const field = document.getElementById("nova");
const shown = document.getElementById("forca");
let timer = 0;
let asked = 0;

async function judge() {
  const number = ++asked;
  if (!field.value) {
    shown.hidden = true;
    return;
  }
  let answer;
  try {
    answer = await fetch("/conta/forca", { method: "POST", body: new URLSearchParams({ nova: field.value }) });
    if (!answer.ok) return;
    answer = await answer.json();
  } catch {
    return; // the rule is applied again when the form is sent
  }
  if (number !== asked) return;
  shown.hidden = false;
  shown.classList.toggle("recusada", Boolean(answer.motivo));
  shown.querySelector("meter").value = answer.nivel;
  shown.querySelector("span").textContent = `Força: ${answer.forca}. ${answer.motivo}`;
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(judge, WAIT_MS);
});
