"""Three short hints for each profile, and the cases to try in demonstration mode."""

from __future__ import annotations

from core.usuarios.domain import Papel

HINTS = {
    Papel.PROCURADOR: (
        "Cole o número do processo em **Gerador de Peças**: pontos e traços não importam.",
        "Pode fechar a página enquanto a peça é escrita; ela continua e aparece aqui.",
        "Toda minuta mostra de qual documento e página veio cada informação. Confira antes de usar.",
    ),
    Papel.DADOS: (
        "Cada mudança em um prompt cria uma versão nova; a anterior continua guardada.",
        "Uma versão publicada vale em todo o portal em poucos segundos.",
        "Compare a versão nova com a que está em uso antes de publicar.",
    ),
    Papel.GESTOR: (
        "Os números são de todas as unidades; os filtros ficam no endereço e podem ser enviados.",
        "Cada gráfico tem a tabela correspondente logo abaixo.",
        "Toda tabela pode ser baixada em planilha.",
    ),
    Papel.ADMIN: (
        "Mudar o perfil de uma pessoa encerra as sessões abertas dela em segundos.",
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
