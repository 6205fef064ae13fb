"""Three short hints for each profile, and the cases to try in demonstration mode."""

from __future__ import annotations

from core.usuarios.domain import Papel

HINTS = {
    Papel.PROCURADOR: (
        "Cole o número do processo em **Gerador de Peças**: pontos e traços não importam.",
        "Pode fechar a página enquanto a peça é escrita; ela continua e aparece aqui.",
        "Toda minuta mostra de qual documento e página veio cada informação. Confira antes de usar.",
    ),
    Papel.CURADOR: (
        "Em **Prompts e Módulos** estão os argumentos da Procuradoria, com a regra de cada um.",
        "Uma alteração vale para todos assim que é publicada; toda versão anterior pode ser restaurada.",
        "Antes de publicar, veja em quantos casos salvos a decisão muda.",
    ),
    Papel.DADOS: (
        "Em **Prompts e Módulos** uma alteração vale para todos assim que é publicada; cada geração guarda as versões.",
        "Antes de publicar, veja em quantos casos salvos a decisão muda; toda versão anterior pode ser restaurada.",
        "Em **Ajuda** estão as teclas de atalho e o que informar ao suporte.",
    ),
    Papel.GESTOR: (
        "Em **Relatórios** estão volume, tempos, qualidade e custo, com o período e a unidade que você escolher.",
        "Este perfil não abre processos nem minutas: cada peça é vista só por quem a pediu.",
        "Em **Ajuda** estão as teclas de atalho e o que informar ao suporte.",
    ),
    Papel.ADMIN: (
        "Em **Administração** está o que o portal faz agora, e os limites, gastos e modelos que você pode mudar.",
        "Depois de cinco senhas erradas a conta fica fechada por 15 minutos e se libera sozinha.",
        "O código que a pessoa informa ao suporte está no registro do portal.",
    ),
}

SAMPLES = (
    ("Medicamento de alto custo", "0801234-97.2025.8.12.0001"),
    ("Processo sigiloso", "0803544-76.2025.8.12.0001"),
    ("Autos ilegíveis", "0803601-10.2025.8.12.0029"),
)
"""Invented cases that the simulated court knows: one that works and two that the portal must refuse."""
