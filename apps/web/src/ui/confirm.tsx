import { type ReactNode, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { FieldError } from './field.tsx';
import { Modal } from './modal.tsx';
import { messageOf } from '../sync/failure-words.ts';

/** Asks once before something that cannot be taken back. The dialog stays open with the reason when it fails. */
export function Confirm(props: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly description: ReactNode;
  readonly action: string;
  readonly onConfirm: () => Promise<void>;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const close = () => {
    setError(null);
    props.onClose();
  };
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await props.onConfirm();
      props.onClose();
    } catch (cause) {
      setError(messageOf(cause));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal open={props.open} onClose={close} title={props.title} description={props.description} initialFocus={cancel}>
      {error ? (
        <div className="px-5">
          <FieldError>{error}</FieldError>
        </div>
      ) : null}
      <footer className="flex justify-end gap-2 px-5 pt-3 pb-[18px]">
        <Button ref={cancel} onClick={close}>
          Cancel
        </Button>
        <Button look="danger" busy={busy} onClick={() => void confirm()}>
          {props.action}
        </Button>
      </footer>
    </Modal>
  );
}
