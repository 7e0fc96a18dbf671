import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openExport } from '../src/open-export.ts';
import type { ExportedMessage } from '../src/rows.ts';
import { microsOf, NOBODY, timeOf } from '../src/rows.ts';
import { renderText } from '../src/render-text.ts';
import { message, SMALL, writeZip, type Files } from './zip.ts';

async function open(files: Files) {
  const source = await openExport(writeZip(files));
  onTestFinished(() => source.close());
  return source;
}

async function textsOf(files: Files): Promise<readonly string[]> {
  const source = await open(files);
  const [channel] = source.channels;
  if (!channel) return [];
  const all: ExportedMessage[] = [];
  for await (const each of source.messages(channel)) all.push(each);
  return all.map(({ text }) => text);
}

test('users, channels and messages are read, with their names and times', async () => {
  const source = await open(SMALL);
  expect(source.users).toEqual([
    { id: 'U1', teamId: null, name: 'ada', displayName: 'Ada' },
    { id: 'U2', teamId: null, name: 'bo', displayName: 'Bo Berg' },
  ]);
  expect(source.channels).toEqual([
    {
      id: 'C1',
      name: 'talk',
      createdAt: 1_541_000_000_000,
      creatorId: 'U1',
      memberIds: ['U1', 'U2'],
      messageCount: 3,
      authors: new Map([
        ['U1', null],
        ['U2', null],
      ]),
      firstAt: 1_541_446_243_000,
    },
  ]);
  const messages = [];
  for await (const each of source.messages(source.channels[0]!))
    messages.push([each.authorId, each.text, timeOf(each)]);
  expect(messages).toEqual([
    ['U1', 'one', 1_541_446_243_000],
    ['U2', 'two', 1_541_446_251_000],
    ['U1', 'three', 1_543_860_243_000],
  ]);
});

test('messages come in order of time, within a file and where files overlap', async () => {
  const texts = await textsOf({
    ...SMALL,
    'talk/2018-11-05.json': [message('1541446300.000000', 'c'), message('1541446243.000002', 'b')],
    'talk/2018-11-06.json': [message('1541446400.000000', 'd'), message('1541446243.000001', 'a')],
    'talk/2018-11-07.json': [],
    'talk/notes.json': 'not a day',
  });
  expect(texts).toEqual(['a', 'b', 'c', 'd', 'three']);
});

test('a channel without a folder is empty, and a folder without a channel is named', async () => {
  const source = await open({
    ...SMALL,
    'channels.json': [{ id: 'C2', name: 'empty' }],
    '__MACOSX/talk/._2018-11-05.json': 'rubbish',
  });
  expect(source.channels).toMatchObject([{ messageCount: 0, firstAt: null, memberIds: [] }]);
  expect(source.ignoredFolders).toEqual(['talk']);
});

test('a bot, and someone who left the workspace, are authors with the name that the message gives', async () => {
  const source = await open({
    ...SMALL,
    'talk/2018-11-05.json': [
      {
        type: 'message',
        subtype: 'bot_message',
        bot_id: 'B7',
        username: 'Deploys',
        text: 'done',
        ts: '1541446243.000001',
      },
      { ...message('1541446244.000001', 'hi', 'U9'), user_profile: { real_name: 'Zed' } },
      { type: 'message', ts: '1541446245.000001', files: [{ title: 'plan.pdf' }], attachments: [{ text: 'quoted' }] },
    ],
  });
  expect([...source.channels[0]!.authors]).toEqual([
    ['B7', 'Deploys'],
    ['U9', 'Zed'],
    [NOBODY, null],
    ['U1', null],
  ]);
  const messages = [];
  for await (const each of source.messages(source.channels[0]!)) messages.push(each);
  expect(messages[2]).toMatchObject({
    authorId: NOBODY,
    text: '',
    fileNames: ['plan.pdf'],
    attachmentTexts: ['quoted'],
  });
});

test('the identity is that of the workspace: a later export with more in it has the same one', async () => {
  const [first, later, other] = [
    await open(SMALL),
    await open({
      ...SMALL,
      'channels.json': [...SMALL['channels.json'], { id: 'C0', name: 'new', created: 1_700_000_000 }],
    }),
    await open({ ...SMALL, 'channels.json': [{ id: 'C7', name: 'talk', created: 1_541_000_000 }] }),
  ];
  expect(later.identity).toBe(first.identity);
  expect(other.identity).not.toBe(first.identity);
  const team = await open({ ...SMALL, 'users.json': [{ id: 'U1', name: 'ada', team_id: 'T1' }] });
  expect(team.identity).toBe('team T1');
});

const realExport =
  process.env['TIDEMARK_SLACK_EXPORT'] ??
  path.resolve(import.meta.dirname, '../../../../shared/data/project-chat-slack-export.zip');

if (existsSync(realExport)) {
  test('seven years of a real chat are read whole, in order, with little left of the markup', async () => {
    const source = await openExport(realExport);
    const [channel] = source.channels;
    if (!channel) throw new Error('no channel');
    const people = new Map(source.users.map(({ id, displayName }) => [id, displayName]));
    const names = { user: (id: string) => people.get(id) ?? null, channel: () => null };
    let [count, last, left] = [0, 0, 0];
    for await (const message of source.messages(channel)) {
      expect(microsOf(message.ts)).toBeGreaterThan(last);
      last = microsOf(message.ts);
      count += 1;
      const shown = renderText(message.text, names);
      if (/<@U[0-9A-F]+>|<https?:[^>]*>|:slightly_smiling_face:|:\+1:/.test(shown)) left += 1;
    }
    source.close();
    expect({ count, people: source.users.length, channels: source.channels.length }).toEqual({
      count: channel.messageCount,
      people: 69,
      channels: 1,
    });
    expect(count).toBe(29_590);
    expect(left).toBe(0);
  });
} else {
  console.log(
    `The real archive is not tested: there is none at ${realExport} (TIDEMARK_SLACK_EXPORT names another place).`,
  );
}
