"""What calls of the model took by day and by month: written for the days that changed, not made anew as a whole."""

from alembic import op

revision = 'b83c5e19d2f4'
down_revision = '6d0f2a84b1e7'
branch_labels = None
depends_on = None

_TABLES = ('consumo_por_dia', 'consumo_por_mes')


def upgrade() -> None:
    # The day of a month is its first. The program before this one goes on with its own summary, resumo_de_consumo.
    for table in _TABLES:
        op.execute(f"""
            CREATE TABLE {table} (
                dia date NOT NULL,
                unidade varchar(200) NOT NULL,
                pessoa varchar(40) NOT NULL,
                modelo varchar(60) NOT NULL,
                operation varchar(40) NOT NULL,
                chamadas bigint NOT NULL,
                falhas bigint NOT NULL,
                entrada bigint NOT NULL,
                saida bigint NOT NULL,
                custo_brl numeric NOT NULL,
                segundos float NOT NULL,
                CONSTRAINT pk_{table} PRIMARY KEY (dia, unidade, pessoa, modelo, operation)
            )
        """)
    op.execute('CREATE TABLE consumo_resumido (ate timestamptz NOT NULL)')
    op.execute("INSERT INTO consumo_resumido VALUES ('2000-01-01')")


def downgrade() -> None:
    for table in (*_TABLES, 'consumo_resumido'):
        op.execute(f'DROP TABLE {table}')
