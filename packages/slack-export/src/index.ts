export { ARCHIVE_LIMITS, type ArchiveLimits } from './archive.ts';
export { emojiOf } from './emoji.ts';
export { ExportError } from './export-error.ts';
export { openExport, type ScannedChannel, type SlackExport } from './open-export.ts';
export { renderText, type Names } from './render-text.ts';
export { NOBODY, timeOf, type ExportedChannel, type ExportedMessage, type ExportedUser } from './rows.ts';
