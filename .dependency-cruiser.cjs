/**
 * The direction of dependencies: web → sync-client → protocol → timeline ← protocol ← server; db → timeline;
 * server → db, protocol, timeline, slack-export. Run by `npm run check:deps`, which also checks that every
 * workspace was seen.
 */

/** What each workspace may use of the others; whatever is not named here is forbidden. */
const MAY_USE = {
  'packages/timeline': [],
  'packages/protocol': ['packages/timeline'],
  'packages/slack-export': [],
  'packages/db': ['packages/timeline'],
  'packages/sync-client': ['packages/protocol', 'packages/timeline'],
  'apps/web': ['packages/sync-client'],
  'packages/faults': ['packages/db', 'packages/sync-client', 'packages/timeline'],
  'apps/server': ['packages/db', 'packages/protocol', 'packages/slack-export', 'packages/timeline'],
};

const directions = Object.entries(MAY_USE).map(([workspace, allowed]) => ({
  name: `${workspace.replace('/', '-')}-direction`,
  comment: `${workspace} may use ${allowed.length === 0 ? 'no other workspace' : allowed.join(', ')}`,
  severity: 'error',
  from: { path: `^${workspace}/(src|test)/` },
  to: { path: '^(packages|apps|e2e)/', pathNot: `^(${[workspace, ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...directions,
    {
      name: 'timeline-imports-nothing',
      comment: 'The timeline model is pure: no package and no module of Node (its testing kit may use the test tools).',
      severity: 'error',
      from: { path: '^packages/timeline/src/', pathNot: '^packages/timeline/src/testing/|\\.test\\.ts$' },
      to: { pathNot: '^packages/timeline/src/(?!testing/)' },
    },
    {
      name: 'no-testing-in-product',
      comment: 'What is exported for tests stays out of what is run (the fault suite is a test as a whole).',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/', pathNot: '/testing/|\\.test\\.tsx?$|^packages/faults/' },
      to: { path: '^packages/[^/]+/src/testing/|/node_modules/(vitest|fast-check|fake-indexeddb)/' },
    },
    {
      name: 'pages-know-no-sockets-and-no-sql',
      comment: 'The web client asks sync-client only.',
      severity: 'error',
      from: { path: '^apps/web/src/' },
      to: { path: '/node_modules/(socket\\.io-client|socket\\.io|dexie|pg|@prisma)/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: { pathNot: 'next-env\\.d\\.ts$' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-package',
      comment: 'What a workspace imports stands in its own package.json.',
      severity: 'error',
      from: { path: '^(packages|apps)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(\\.next|generated)/' },
    tsPreCompilationDeps: true,
    preserveSymlinks: false,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
};
