'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { cx } from '../../ui/cx.ts';
import { useTheme } from './use-theme.ts';

const CHOICES = [
  { theme: null, label: 'System', Icon: Monitor },
  { theme: 'light', label: 'Light', Icon: Sun },
  { theme: 'dark', label: 'Dark', Icon: Moon },
] as const;

/** System, light or dark, on all of one's devices. */
export function ThemeChoice() {
  const [theme, setTheme] = useTheme();
  return (
    <div role="group" aria-label="Theme" className="mx-1.5 mb-1 grid grid-cols-3 gap-0.5 rounded-md bg-sunken p-0.5">
      {CHOICES.map(({ theme: choice, label, Icon }) => (
        <button
          key={label}
          type="button"
          aria-pressed={theme === choice}
          onClick={() => setTheme(choice)}
          className={cx(
            'flex min-h-8 items-center justify-center gap-1.5 rounded-[7px] px-1 text-small font-medium max-wide:min-h-10',
            theme === choice ? 'bg-surface text-ink' : 'text-ink-2 hover:text-ink',
          )}
        >
          <Icon aria-hidden="true" className="size-4 stroke-[1.75]" />
          {label}
        </button>
      ))}
    </div>
  );
}
