-- The role that the portal runs with, where it is not the owner of the tables (production).
-- ./portal migrate, as who owns the tables, runs this after the migrations for the role that DATABASE_PAPEL names, and
-- so does ./portal restore. By hand:
--   psql "$DATABASE_URL" -v papel=portal_aplicacao -f migrations/papel_da_aplicacao.sql
-- The role may add to the record of acts and to values, and neither change nor empty them, nor switch triggers off
-- (only an owner may). Run it again after each migration: it gives nothing twice.
GRANT USAGE ON SCHEMA public TO :"papel";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"papel";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"papel";
GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO :"papel"; -- refreshes the summaries of the reports
REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER ON auditoria FROM :"papel";
REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER ON ajuste FROM :"papel";
REVOKE TRUNCATE, TRIGGER ON mensagem_da_conversa FROM :"papel"; -- rows go in a purge only: the trigger refuses all else
REVOKE TRUNCATE, TRIGGER ON ato_da_revisao FROM :"papel"; -- rows go in a purge only: the trigger refuses all else
REVOKE TRUNCATE, TRIGGER ON ato_da_curadoria FROM :"papel"; -- rows go in a purge only: the trigger refuses all else
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON alembic_version FROM :"papel";
