// What Streamlit leaves out: Portuguese words, keys of the office's accessibility standard, and the end of a session.
(() => {
  "use strict";

  const WORDS = new Map([
    ["Skip to main content", "Ir para o conteúdo"],
    ["Stop", "Parar"],
    ["Running...", "Trabalhando…"],
    ["Running", "Trabalhando"],
    ["Connecting", "Reconectando"],
    ["CONNECTING", "RECONECTANDO"],
    ["Please wait...", "Aguarde…"],
    ["Rerun", "Atualizar"],
    ["Page not found", "Página não encontrada"],
    ["Close", "Fechar"],
    ["Upload", "Escolher arquivo"],
    ["Browse files", "Escolher arquivos"],
    ["Drag and drop file here", "Arraste o arquivo para cá"],
    ["Drag and drop files here", "Arraste os arquivos para cá"],
    ["Remove file", "Retirar arquivo"],
    ["Choose an option", "Escolha uma opção"],
    ["Choose options", "Escolha as opções"],
    ["No results", "Nada encontrado"],
    ["No options to select", "Não há opções"],
    ["Select all", "Selecionar tudo"],
    ["Clear all", "Limpar tudo"],
    ["Clear value", "Limpar"],
    ["Open", "Abrir"],
    ["open", "abrir"],
    ["Open sidebar", "Abrir menu"],
    ["Close sidebar", "Fechar menu"],
    ["Expand sidebar", "Abrir menu"],
    ["Collapse sidebar", "Fechar menu"],
    ["Sidebar", "Menu lateral"],
    ["App pages", "Páginas do portal"],
    ["Sidebar navigation", "Menu principal"],
    ["Main content", "Conteúdo"],
    ["Show password", "Mostrar senha"],
    ["Hide password", "Esconder senha"],
    ["Show password text", "Mostrar senha"],
    ["Hide password text", "Esconder senha"],
    ["Increment", "Aumentar"],
    ["Decrement", "Diminuir"],
    ["Choose date", "Escolher data"],
    ["Fullscreen", "Tela cheia"],
    ["Close fullscreen", "Sair da tela cheia"],
    ["Exit fullscreen", "Sair da tela cheia"],
    ["Download as CSV", "Baixar em CSV"],
    ["Search", "Buscar"],
    ["Show/hide columns", "Mostrar ou esconder colunas"],
    ["Link to heading", "Endereço deste título"],
    ["Copy to clipboard", "Copiar"],
    ["Copied", "Copiado"],
    ["Press Enter to apply", "Enter confirma"],
    ["Press Enter to submit form", "Enter envia"],
    ["Press ⌘+Enter to apply", "⌘+Enter confirma"],
    ["Press Ctrl+Enter to apply", "Ctrl+Enter confirma"],
    ["View more", "Ver mais"],
    ["View less", "Ver menos"],
  ]);
  const PATTERNS = [
    [/^(\d+)\s?MB per file(?: • (.+))?$/, (_, size, kinds) => `Até ${size} MB por arquivo${kinds ? ` • ${kinds}` : ""}`],
    [/^Help for (.+)$/, (_, label) => `Ajuda sobre ${label}`],
    [/^File must be (.+?) or smaller\.?$/, (_, size) => `O arquivo deve ter até ${size}.`],
    [/^(.+) files are not allowed\.?$/, (_, kind) => `Arquivos ${kind} não são aceitos aqui.`],
  ];
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];
  const LONGEST = 60;

  function translate(text) {
    const bare = text.trim();
    if (!bare || bare.length > LONGEST) return null;
    if (WORDS.has(bare)) return text.replace(bare, WORDS.get(bare));
    for (const [pattern, build] of PATTERNS) {
      if (pattern.test(bare)) return text.replace(bare, bare.replace(pattern, build));
    }
    return null;
  }

  function translateText(node) {
    if (node.parentElement?.closest("[data-testid='stMarkdownContainer'], textarea, script, style")) return;
    const words = translate(node.nodeValue);
    if (words !== null) node.nodeValue = words;
  }

  function translateElement(element) {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      const words = value === null ? null : translate(value);
      if (words !== null) element.setAttribute(name, words);
    }
  }

  function translateTree(root) {
    if (root.nodeType === Node.TEXT_NODE) return translateText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return undefined;
    translateElement(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) translateText(node);
      else translateElement(node);
    }
    return undefined;
  }

  // The end of a session: the server closed the socket and refuses a new one.
  let isAsking = false;
  async function askSession() {
    if (isAsking) return;
    isAsking = true;
    try {
      const answer = await fetch("/sessao", { cache: "no-store", redirect: "manual" });
      if (answer.status === 401) {
        const here = encodeURIComponent(location.pathname + location.search);
        location.assign(`/entrar?motivo=sessao&next=${here}`);
      }
    } catch {
      // the server is away: Streamlit goes on trying to connect and shows it
    } finally {
      isAsking = false;
    }
  }

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(translateTree);
      else if (change.type === "characterData") translateText(change.target);
      else if (change.attributeName === "data-test-connection-state") {
        const state = change.target.getAttribute("data-test-connection-state");
        if (state && state !== "CONNECTED") setTimeout(askSession, 300);
      } else translateElement(change.target);
    }
  }).observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: [...ATTRIBUTES, "data-test-connection-state"],
  });
  translateTree(document.body);

  // Alt+1 content, Alt+2 menu, Alt+3 search (eMAG).
  function focusOn(element) {
    if (!element) return;
    if (!element.matches("a, button, input, textarea, select, [tabindex]")) element.setAttribute("tabindex", "-1");
    element.focus();
    element.scrollIntoView({ block: "nearest" });
  }
  const TARGETS = {
    Digit1: () => focusOn(document.querySelector("[data-testid='stMain'] h1") ?? document.querySelector("[data-testid='stMain']")),
    Digit2: () => {
      const isClosed = document.querySelector("[data-testid='stSidebar'][aria-expanded='false']");
      if (isClosed) document.querySelector("[data-testid='stExpandSidebarButton']")?.click();
      const link = "[data-testid='stSidebarNav'] a";
      const find = () => document.querySelector(`${link}[aria-current='page']`) ?? document.querySelector(link);
      setTimeout(() => focusOn(find()), isClosed ? 350 : 0);
    },
    Digit3: () =>
      focusOn(document.querySelector("[data-testid='stMain'] input[aria-label*='usca'], [data-testid='stMain'] input")),
  };
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !(event.code in TARGETS)) return;
    event.preventDefault();
    TARGETS[event.code]();
  });
})();
