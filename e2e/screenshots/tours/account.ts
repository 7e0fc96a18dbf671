import { AuthPage } from '../../pages/auth-page.ts';
import { post, type Person } from '../../support/api.ts';
import { seqOf, signedIn, visitor, type Stage } from '../stage.ts';

/** Before one is in: signing in and up, what is refused, and a first look at nothing. */
export async function accountTour(stage: Stage): Promise<void> {
  const { camera, scene } = stage;
  await camera.part('sign-in', async () => {
    const { page, device } = await visitor(stage, scene.cast.Maya);
    const auth = new AuthPage(page);
    await page.goto(`${device.origin}/sign-in`);
    await auth.signInButton.waitFor();
    await camera.shoot(page, 'sign-in');
    await auth.signIn({ username: 'Maya', password: 'not quite it' });
    await auth.error.waitFor();
    await camera.shoot(page, 'sign-in-refused');
    await page.goto(`${device.origin}/sign-up`);
    await auth.createButton.waitFor();
    await camera.shoot(page, 'sign-up');
    await auth.signUp({ username: 'Maya', password: 'long enough' });
    await auth.error.waitFor();
    await camera.shoot(page, 'sign-up-taken');
    await page.goto(`${device.origin}/nowhere/at/all`);
    await page.getByRole('main').waitFor();
    await camera.shoot(page, 'not-found');
    await device.context.close();
  });
  await camera.part('empty', async () => {
    const nobody = { username: 'Ingrid', password: 'nothing said so far' };
    await post(scene.place, '/api/auth/sign-up/email', nobody);
    const person: Person = { ...nobody, userId: '' };
    const { page, device, chat } = await signedIn(stage, person);
    await camera.shoot(page, 'empty');
    await page.goto(`${device.origin}/saved`);
    await chat.isLive().catch(() => undefined);
    await camera.shoot(page, 'empty-saved');
    await page.goto(`${device.origin}/settings/outbox`);
    await page.getByText('Nothing waits').waitFor();
    await camera.shoot(page, 'empty-outbox');
    const unknown = `${device.origin}/s/${scene.sessions.get('platform')}/m/${seqOf(stage, 'platform/plan')}`;
    await page.goto(unknown);
    await page.getByRole('main').waitFor();
    await camera.shoot(page, 'not-a-member');
    await device.context.close();
  });
}
