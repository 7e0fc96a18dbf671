import { at } from './clock.ts';
import type { Name } from './people.ts';

/** Something that someone says, with what becomes of it. */
export type Line = {
  readonly by: Name;
  readonly when: number;
  readonly text: string;
  /** So that others can refer to it. */
  readonly key?: string;
  readonly answers?: string;
  readonly reactions?: Readonly<Record<string, readonly Name[]>>;
  /** What its author has made of it, one after the other. */
  readonly edits?: readonly string[];
  readonly recalled?: boolean;
  readonly pinned?: boolean;
  /** Maya keeps it. */
  readonly starred?: boolean;
};

export type Chat = {
  readonly key: string;
  /** Null: a direct chat. */
  readonly title: string | null;
  /** The first makes it. */
  readonly members: readonly Name[];
  readonly born: number;
  readonly lines: readonly Line[];
  /** How many of the last lines Maya has not read. */
  readonly unread?: number;
  /** Years of talk before the first line. */
  readonly history?: { readonly messages: number; readonly from: number; readonly to: number };
  readonly pinned?: boolean;
  readonly muted?: boolean;
  readonly archived?: boolean;
  readonly draft?: string;
};

const SNIPPET = `Found it. The reader took the newest page before it subscribed:
\`\`\`ts
const page = await history.newest(sessionId);
const live = subscribe(sessionId); // too late by one message

const seen = new Set(page.map(({ seq }) => seq));
for await (const entry of live) {
  if (!seen.has(entry.seq)) show(entry);
}
\`\`\`
Subscribe first, then fetch: the overlap is harmless, the hole is not.`;

const NOTES = `**Retro, week 46**

What went well
- The migration took 4 minutes, not 40
- Nobody was called at night
- The new list opens at the first unread message

What did not
- Two reviews waited for five days
- The staging data is from March

What we try
1. Whoever opens a review names one person
2. Staging gets a fresh copy every Monday
3. No deploys after 16:00 on Fridays

> "Small steps, every day, and a way back from each." 

Numbers for the record
- 312 merged changes
- 11 regressions, all found before release
- Median review time 5 h 20 min

Thanks to @Priya for the numbers and @Tomas for the snacks.

Notes are kept here, as always. If I forgot something, answer below and I will add it.

One more thing: the room is booked for next Thursday, 10:00.
The agenda is open. Write down what you would like to talk about.
Topics so far:
- on-call rota for December
- what we do with the old importer
- a name for the new service
- office plants

Please read the rota before. It is short.
It has four columns.
Yours is in one of them.
Swap among yourselves, then tell Lena.
She keeps the list.
No swap is too late until the 28th.
After that it is.
See you on Thursday.`;

export const CHATS: readonly Chat[] = [
  {
    key: 'platform',
    title: 'Platform',
    members: ['Priya', 'Maya', 'Jonas', 'Tomas', 'Lena', 'Noor'],
    born: Date.UTC(2022, 1, 7, 9),
    history: { messages: 9_400, from: Date.UTC(2022, 1, 7, 9, 5), to: at(2, '17:30') },
    pinned: true,
    lines: [
      {
        by: 'Priya',
        when: at(1, '09:02'),
        key: 'plan',
        pinned: true,
        text: '**Release 4.2** goes out on Thursday at 14:00. Freeze is tonight, the checklist is at https://wiki.example.org/release/4.2',
        reactions: { '👍': ['Jonas', 'Tomas', 'Lena'] },
      },
      { by: 'Jonas', when: at(1, '09:04'), text: 'Works for me. I still have one review open.' },
      { by: 'Jonas', when: at(1, '09:04'), text: 'It is small, promise.' },
      { by: 'Tomas', when: at(1, '09:11'), key: 'who', text: 'Who watches the dashboards on Thursday?' },
      { by: 'Maya', when: at(1, '09:13'), answers: 'who', text: 'I do, until 18:00. Noor takes over then.' },
      { by: 'Noor', when: at(1, '09:15'), text: 'Confirmed 🌙', reactions: { '❤️': ['Maya', 'Priya'] } },
      { by: 'Lena', when: at(1, '16:40'), key: 'retro', text: NOTES, starred: true },
      {
        by: 'Tomas',
        when: at(0, '08:55'),
        key: 'flaky',
        text: 'Morning! The import test failed twice during the night. Same place, "message 2 of 3 is missing".',
      },
      { by: 'Jonas', when: at(0, '08:58'), text: 'Looking.', reactions: { '👀': ['Tomas'] } },
      {
        by: 'Jonas',
        when: at(0, '09:31'),
        key: 'found',
        answers: 'flaky',
        text: SNIPPET,
        starred: true,
        reactions: { '🎉': ['Priya', 'Tomas', 'Noor'], '👍': ['Maya', 'Lena'] },
      },
      {
        by: 'Maya',
        when: at(0, '09:34'),
        key: 'mine',
        text: 'Nice catch. I remember that we had the same hole in the mobile client last year.',
        edits: ['Nice catch! We had the same hole in the mobile client two years ago, see `sync/reader.ts` there.'],
      },
      { by: 'Maya', when: at(0, '09:34'), text: 'I can review it before lunch.' },
      { by: 'Lena', when: at(0, '09:40'), text: 'Wrong channel, sorry', recalled: true },
      {
        by: 'Priya',
        when: at(0, '10:12'),
        key: 'ask',
        text: '@Maya do you want to write the note for the release? Two sentences are enough.',
      },
      {
        by: 'Maya',
        when: at(0, '10:15'),
        answers: 'ask',
        text: 'On it. Draft by noon ✍️',
        reactions: { '🙏': ['Priya'] },
      },
    ],
  },
  {
    key: 'jonas',
    title: null,
    members: ['Jonas', 'Maya'],
    born: at(40, '11:00'),
    lines: [
      { by: 'Jonas', when: at(0, '10:20'), text: 'Review is up. 40 lines, half of them tests.' },
      { by: 'Maya', when: at(0, '10:24'), key: 'later', text: 'Reading it now' },
      { by: 'Maya', when: at(0, '10:31'), key: 'question', text: 'One question: why does the retry start at 250 ms?' },
      {
        by: 'Jonas',
        when: at(0, '10:36'),
        answers: 'question',
        text: 'Because the median reconnect takes 180. Anything below would only ask twice.',
      },
      { by: 'Maya', when: at(0, '10:38'), text: 'Convinced. Approved 👍' },
    ],
  },
  {
    key: 'design',
    title: 'Design review',
    members: ['Lena', 'Maya', 'Samuel', 'Felix'],
    born: at(200, '10:00'),
    unread: 7,
    lines: [
      {
        by: 'Samuel',
        when: at(1, '14:02'),
        text: 'The new calendar is on staging. Days with more messages are darker.',
      },
      { by: 'Maya', when: at(1, '14:05'), text: 'Love it. Is the count announced as well?' },
      {
        by: 'Samuel',
        when: at(1, '14:06'),
        text: 'Yes, "3 March, 41 messages".',
        reactions: { '👏': ['Maya', 'Lena'] },
      },
      {
        by: 'Lena',
        when: at(1, '15:20'),
        text: 'Then only the empty state is left. I would say one sentence and one button, nothing else.',
      },
      {
        by: 'Maya',
        when: at(1, '15:24'),
        text: 'Agreed. No drawing of a mailbox, please.',
        reactions: { '😂': ['Lena', 'Samuel', 'Felix'] },
      },
      { by: 'Felix', when: at(0, '08:47'), text: 'Good morning, I have three questions about the narrow layout.' },
      {
        by: 'Felix',
        when: at(0, '08:47'),
        text: 'Where does the member list go when there is no room beside the chat?',
      },
      { by: 'Samuel', when: at(0, '09:05'), text: 'Over it, as a sheet. Back closes it.' },
      { by: 'Felix', when: at(0, '09:06'), text: 'And the scrubber?' },
      {
        by: 'Samuel',
        when: at(0, '09:10'),
        text: 'A thin strip at the edge. It opens when you touch it, with the years and the date.',
      },
      { by: 'Lena', when: at(0, '09:52'), text: 'I put both into the file: https://design.example.org/narrow?page=4' },
      {
        by: 'Felix',
        when: at(0, '10:05'),
        text: '@Maya could you check the contrast of the hatching in the dark theme?',
      },
    ],
  },
  {
    key: 'priya',
    title: null,
    members: ['Priya', 'Maya'],
    born: at(300, '09:00'),
    draft: 'Release 4.2 brings a timeline you can drag through, and',
    lines: [
      { by: 'Priya', when: at(0, '08:30'), text: 'Are you in the office today?' },
      { by: 'Maya', when: at(0, '08:32'), text: 'From ten on. Train is late again.' },
      { by: 'Priya', when: at(0, '08:33'), text: 'Coffee at 11?', reactions: { '☕': ['Maya'] } },
    ],
  },
  {
    key: 'incidents',
    title: 'Incidents',
    members: ['Tomas', 'Maya', 'Jonas', 'Noor', 'Priya'],
    born: at(500, '09:00'),
    unread: 2,
    muted: true,
    lines: [
      { by: 'Noor', when: at(3, '03:12'), text: 'Latency of the reader above 400 ms since 03:05. Looking at it.' },
      { by: 'Noor', when: at(3, '03:31'), text: 'One replica was behind. Taken out, all quiet.' },
      { by: 'Tomas', when: at(0, '07:58'), text: 'Write-up: https://wiki.example.org/incidents/2026-11-15' },
      { by: 'Tomas', when: at(0, '07:59'), text: 'Two things to do, both have an owner.' },
    ],
  },
  {
    key: 'lunch',
    title: 'Lunch & learn 🍜',
    members: ['Felix', 'Maya', 'Jonas', 'Lena', 'Samuel', 'Noor', 'Tomas', 'Priya'],
    born: at(420, '09:00'),
    unread: 1,
    lines: [
      { by: 'Felix', when: at(1, '11:20'), text: 'Friday: Noor on clocks and why we trust none of them.' },
      { by: 'Jonas', when: at(1, '11:22'), text: 'I will be there at about 12:30:00.000 ± 3 s' },
      { by: 'Maya', when: at(1, '11:25'), text: '😂' },
      { by: 'Noor', when: at(1, '12:02'), text: 'Slides are not ready but the noodles are ordered' },
    ],
  },
  {
    key: 'noor',
    title: null,
    members: ['Noor', 'Maya'],
    born: at(90, '09:00'),
    lines: [
      {
        by: 'Noor',
        when: at(2, '17:40'),
        text: 'Handover for tonight: nothing open, one alert silenced until tomorrow 08:00.',
      },
      { by: 'Maya', when: at(2, '17:44'), text: 'Thanks! Sleep well.' },
    ],
  },
  {
    key: 'arabic',
    title: 'فريق الترجمة',
    members: ['Noor', 'Maya', 'Samuel'],
    born: at(120, '09:00'),
    lines: [
      { by: 'Noor', when: at(3, '13:10'), text: 'راجعت نصوص الإعدادات كلها، بقي شريط المزامنة فقط.' },
      { by: 'Samuel', when: at(3, '13:15'), text: 'Great, then we can ship Arabic with 4.3.' },
      { by: 'Maya', when: at(3, '13:20'), text: '太好了！中文的也快完成了。' },
    ],
  },
  {
    key: 'samuel',
    title: null,
    members: ['Samuel', 'Maya'],
    born: at(60, '09:00'),
    lines: [{ by: 'Samuel', when: at(5, '16:10'), text: 'The icons are in the shared folder, all at 1.75 px.' }],
  },
  {
    key: 'running',
    title: 'Running group',
    members: ['Lena', 'Maya', 'Tomas'],
    born: at(250, '09:00'),
    lines: [
      { by: 'Tomas', when: at(9, '18:30'), text: 'Saturday, 9:00, along the harbour. 8 km, slowly.' },
      { by: 'Maya', when: at(9, '18:41'), text: 'In!' },
    ],
  },
  {
    key: 'move',
    title: 'Office move 2025',
    members: ['Felix', 'Maya', 'Lena'],
    born: Date.UTC(2025, 4, 2, 9),
    archived: true,
    lines: [{ by: 'Felix', when: Date.UTC(2025, 7, 29, 15), text: 'Last box is unpacked. Thank you all.' }],
  },
];
