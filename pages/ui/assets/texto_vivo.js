// A text that is being written: finished blocks arrive once as safe HTML and are never touched again; the unfinished
// one is plain text that only grows.

export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

export class TextoVivo {
  constructor(texto) {
    this.texto = texto;
    this.cauda = make("div", "acompanhamento-cauda");
    this.bruto = "";
  }

  show(message) {
    if (message.mais !== undefined) {
      this.append(message.mais);
      return;
    }
    if (message.inicio) this.texto.replaceChildren();
    this.cauda.remove();
    for (const bloco of message.blocos) {
      const molde = document.createElement("template");
      molde.innerHTML = bloco; // made by the portal from Markdown: no raw HTML, links or pictures survive
      this.texto.append(molde.content);
    }
    this.cauda.textContent = "";
    this.append(message.cauda);
    this.texto.append(this.cauda);
  }

  append(text) {
    const whole = (this.bruto = (this.cauda.textContent === "" ? "" : this.bruto) + text);
    this.mark(whole);
    this.cauda.textContent = whole.replace(/^(#{1,6} |> )/, "").replaceAll("**", "");
  }

  // Only the kind of the unfinished block shows, so that it does not jump when it is finished.
  mark(text) {
    this.cauda.className = "acompanhamento-cauda";
    if (/^#{1,6} /.test(text)) this.cauda.classList.add("acompanhamento-cauda-titulo");
    if (/^> /.test(text)) this.cauda.classList.add("acompanhamento-cauda-citacao");
  }
}
