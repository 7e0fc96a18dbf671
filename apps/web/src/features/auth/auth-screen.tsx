'use client';

import { Eye, EyeOff } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link } from '../../routing/link.tsx';
import { paths } from '../../routing/route.ts';
import { useAccount } from '../../sync/account.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Field, FieldError } from '../../ui/field.tsx';
import { Mark } from '../../ui/mark.tsx';
import { messageOf } from '../../sync/failure-words.ts';
import { checkCredentials } from './credentials.ts';
import { HeldPicture } from './held-picture.tsx';

type Mode = 'sign-in' | 'sign-up';

/** Sign in, or create an account: a name and a password, nothing else. */
export function AuthScreen(props: { readonly mode: Mode; readonly notice: string | null }) {
  const signUp = props.mode === 'sign-up';
  return (
    <div className="grid min-h-dvh bg-panel wide:grid-cols-2">
      <main className="grid content-center justify-items-center px-6 py-10 max-wide:content-start max-wide:pt-16">
        <div className="grid w-full max-w-[380px] gap-5">
          <div>
            <p className="mb-4 flex items-center gap-2.5 text-title font-[650] tracking-[-0.015em]">
              <Mark line />
              Tidemark
            </p>
            <h1 className="text-display font-[640] tracking-[-0.03em]">{signUp ? 'Create account' : 'Welcome back'}</h1>
            <p className="mt-1.5 text-ink-2">
              {signUp ? 'A name and a password. No e-mail needed.' : 'Your whole history will be here in a second.'}
            </p>
          </div>
          {props.notice ? (
            <p role="status" className="rounded-md bg-amber-soft px-3.5 py-2.5 text-small font-[520] text-amber">
              {props.notice}
            </p>
          ) : null}
          <nav aria-label="Account" className="grid grid-cols-2 rounded-md bg-sunken p-[3px]">
            <Segment href={paths.signIn} on={!signUp} label="Sign in" />
            <Segment href={paths.signUp} on={signUp} label="Create account" />
          </nav>
          <CredentialsForm key={props.mode} mode={props.mode} />
          <p className="text-small text-ink-3">
            Signing in adds this browser to your devices. You can revoke it from any other.
          </p>
        </div>
      </main>
      <HeldPicture />
    </div>
  );
}

function Segment(props: { readonly href: string; readonly on: boolean; readonly label: string }) {
  return (
    <Link
      href={props.href}
      aria-current={props.on ? 'page' : undefined}
      className={cx(
        'grid min-h-9 place-items-center rounded-[7px] font-[550] text-ink-2 max-wide:min-h-11',
        props.on && 'bg-surface text-ink shadow-bubble',
      )}
    >
      {props.label}
    </Link>
  );
}

function CredentialsForm(props: { readonly mode: Mode }) {
  const { signIn, signUp } = useAccount();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [visible, setVisible] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const creating = props.mode === 'sign-up';

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const problem = checkCredentials(props.mode, username, password);
    setError(problem);
    if (problem) return;
    setBusy(true);
    try {
      await (creating ? signUp : signIn)({ username: username.trim(), password });
    } catch (cause) {
      setError(messageOf(cause));
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
      <Field
        label="Username"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        autoFocus
        value={username}
        onChange={(event) => setUsername(event.target.value)}
        hint={creating ? 'Others find you by it.' : undefined}
      />
      <Field
        label="Password"
        name="password"
        type={visible ? 'text' : 'password'}
        autoComplete={creating ? 'new-password' : 'current-password'}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        hint={creating ? 'At least 8 characters. Length is what makes it strong.' : undefined}
        trailing={
          <button
            type="button"
            aria-label={visible ? 'Hide what I typed' : 'Show what I typed'}
            onClick={() => setVisible(!visible)}
            className="touch rounded-sm text-ink-2"
          >
            {visible ? (
              <EyeOff aria-hidden="true" className="size-[18px]" />
            ) : (
              <Eye aria-hidden="true" className="size-[18px]" />
            )}
          </button>
        }
      />
      {error ? <FieldError>{error}</FieldError> : null}
      <Button type="submit" look="primary" busy={busy} className="mt-1 min-h-11">
        {creating ? 'Create account' : 'Sign in'}
      </Button>
    </form>
  );
}
