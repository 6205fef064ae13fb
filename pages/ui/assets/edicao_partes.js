// Small parts of the editor's screen.

const MARKS = {
  b: ["N", "Negrito (Ctrl+B)", "**", "**"],
  i: ["I", "Itálico (Ctrl+I)", "*", "*"],
  q: ["“ ”", "Citação", "> "],
  l: ["• Lista", "Lista", "- "],
  n: ["1. Lista", "Lista numerada", "1. "],
  h: ["Título", "Título", "## "],
};

export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

// A button whose words are drawn by its style: they are no part of the minuta's text when that is read or copied.
export function pseudo(rotulo, label, action) {
  const button = make("button", "edicao-botao");
  button.type = "button";
  button.dataset.rotulo = rotulo;
  button.setAttribute("aria-label", label);
  button.addEventListener("click", action);
  return button;
}

export function drawConflict(box, told, { mine, theirs, both }) {
  const part = make("section", "edicao-conflito");
  part.setAttribute("aria-label", "Dois textos da mesma seção");
  const difference = make("div", "edicao-diferenca");
  difference.innerHTML = told.diferenca; // made by the portal: the words of both texts are escaped
  const row = make("div", "edicao-pe");
  row.append(
    pseudo("Usar a minha", "Usar a minha: o que escrevi aqui", mine),
    pseudo("Usar a outra", "Usar a outra: o que está no portal", theirs),
    pseudo("Juntar", "Juntar os dois textos para eu acertar", both),
  );
  part.append(
    make("p", "edicao-legenda", "Riscado: está na outra. Sublinhado: está na minha."),
    difference,
    row,
  );
  box.replaceChildren(part);
  part.scrollIntoView({ block: "nearest" });
}

// What the check says of the words that were clicked, under their paragraph.
// Says whether it is open now.
export function drawFindings(mark, achado) {
  const block = mark.closest("p, li, blockquote, table, h2, h3, h4") ?? mark;
  const isOpen = block.nextElementSibling?.classList.contains("edicao-achado");
  for (const old of document.querySelectorAll(".edicao-achado")) old.remove();
  if (isOpen || !achado) return false;
  const note = make("aside", `edicao-achado edicao-achado-${achado.cor}`);
  note.dataset.fora = "";
  note.setAttribute("role", "note");
  note.append(make("strong", "", achado.palavra), make("span", "", achado.motivo));
  for (const [address, words] of achado.lugares) {
    const link = make("a", "", words);
    link.href = address;
    if (address.startsWith("/processos")) Object.assign(link, { target: "_blank", rel: "noopener" });
    note.append(link);
  }
  block.after(note);
  return true;
}

export function drawTools(field) {
  const bar = make("div", "edicao-barra");
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Formatação");
  for (const [name, [sinal, label]] of Object.entries(MARKS)) {
    const tool = make("button", "edicao-ferramenta");
    tool.type = "button";
    Object.assign(tool.dataset, { nome: name, sinal });
    tool.title = label;
    tool.setAttribute("aria-label", label);
    tool.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    tool.addEventListener("click", () => format(field, name));
    bar.append(tool);
  }
  return bar;
}

// Marks of Markdown around the selected words or before the selected lines; the browser's own undo takes them back.
export function format(field, name) {
  const [, , before, after] = MARKS[name];
  const { value, selectionStart: start, selectionEnd: end } = field;
  field.focus();
  if (after) {
    document.execCommand("insertText", false, before + value.slice(start, end) + after);
    field.setSelectionRange(start + before.length, end + before.length);
    return;
  }
  const first = value.lastIndexOf("\n", start - 1) + 1;
  let count = 0;
  const put = (line) => (name === "n" ? `${(count += 1)}. ` : before) + line;
  const lines = value.slice(first, end).split("\n").map((line, _, all) => (line.trim() || all.length === 1 ? put(line) : line));
  field.setSelectionRange(first, end);
  document.execCommand("insertText", false, lines.join("\n"));
}
