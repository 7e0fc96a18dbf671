import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? 'postgresql://localhost:5432/tidemark' },
  // Partitioned, which Prisma has no words for: it lives in the migrations alone.
  experimental: { externalTables: true },
  tables: { external: ['public.sync_entry'] },
});
