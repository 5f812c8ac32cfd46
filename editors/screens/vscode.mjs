// Makes the pictures of VS Code, from VS Code itself: README.md in this folder says how.
//
// The extension is packed and installed into a code-server of its own, which a headless Chromium visits. What the
// pictures show is checked in the page first, so that this is also a test of the extension.

import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const gwc = resolve(process.env.GWC ?? join(root, 'target/debug/gwc'));
const browser = process.env.CHROMIUM ?? '/usr/bin/chromium';
const LIMIT = 150_000;

const home = mkdtempSync(join(tmpdir(), 'gw-code-'));
const code = join(here, 'node_modules/code-server/out/node/entry.js');
const folders = ['--user-data-dir', join(home, 'data'), '--extensions-dir', join(home, 'extensions')];
const project = join(home, 'shop');

const settings = {
  'editor.fontFamily': 'DejaVu Sans Mono',
  'editor.fontSize': 14,
  'editor.minimap.enabled': false,
  'editor.hover.delay': 200,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.activityBar.location': 'hidden',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

async function main() {
  execFileSync(gwc, ['--version']);
  installExtension();
  // VS Code takes the PATH from a login shell. `gwc` is not there at first: see the first scene.
  writeFileSync(join(home, '.profile'), `export PATH=${join(home, 'bin')}:/usr/bin:/bin\n`);
  mkdirSync(project);
  copyFileSync(join(root, 'specs/examples/shop.gw'), join(project, 'shop.gw'));
  copyFileSync(join(here, 'broken.gw'), join(project, 'broken.gw'));
  const port = await freePort();
  const server = spawn(
    process.execPath,
    [code, ...folders, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check', project],
    { env: environment(), stdio: process.env.VERBOSE ? 'inherit' : 'ignore' },
  );
  try {
    await visit(`http://127.0.0.1:${port}/?folder=${project}`);
  } finally {
    server.kill();
    await sleep(500);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

function environment() {
  return { ...process.env, SHELL: '/bin/bash', HOME: home, XDG_CONFIG_HOME: join(home, 'config'), XDG_DATA_HOME: join(home, 'share') };
}

function installExtension() {
  const extension = join(here, '../vscode');
  const packed = join(home, 'gwc.vsix');
  execFileSync('npm', ['run', 'package', '--', '--out', packed], { cwd: extension, stdio: 'pipe' });
  execFileSync(process.execPath, [code, ...folders, '--install-extension', packed], { env: environment(), stdio: 'pipe' });
  mkdirSync(join(home, 'data/User'), { recursive: true });
  writeFileSync(join(home, 'data/User/settings.json'), JSON.stringify(settings));
}

async function visit(address) {
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update'];
  const chrome = await chromium.launch({ executablePath: browser, args: flags });
  const page = await chrome.newPage({ viewport: { width: 1000, height: 460 } });
  page.setDefaultTimeout(30_000);
  try {
    await connect(page, address);
    for (const [name, scene] of Object.entries(SCENES)) {
      await scene(page);
      if (name.startsWith('vscode-')) await picture(page, name);
      console.log(`passed: ${name}`);
    }
  } catch (error) {
    await page.screenshot({ path: join(tmpdir(), 'vscode-failed.png') });
    console.error(`the page is shown in ${join(tmpdir(), 'vscode-failed.png')}`);
    throw error;
  } finally {
    await chrome.close();
  }
}

async function connect(page, address) {
  for (let attempt = 0; ; attempt++) {
    try {
      await page.goto(address);
      break;
    } catch (error) {
      if (attempt === 60) throw error;
      await sleep(500);
    }
  }
  await page.locator('.monaco-workbench').waitFor();
}

/** What the pages must show, in order; those called `vscode-` become pictures. */
const SCENES = {
  async 'help where gwc is missing, and a retry'(page) {
    await openFile(page, 'broken.gw');
    await page.locator('.notification-toast', { hasText: '`gwc` was not found' }).waitFor();
    await page.locator('.notification-toast a', { hasText: 'How to Install' }).waitFor();
    mkdirSync(join(home, 'bin'));
    symlinkSync(gwc, join(home, 'bin/gwc'));
    await page.locator('.notification-toast a', { hasText: 'Retry' }).click();
    await page.keyboard.press('Control+B');
  },
  async 'vscode-diagnostic'(page) {
    await page.setViewportSize({ width: 760, height: 290 });
    await page.locator('.squiggly-error').first().waitFor();
    await goTo(page, 3, 18);
    await run(page, 'Show or Focus Hover');
    await page.locator('.monaco-hover', { hasText: 'a gateway has no setting' }).first().waitFor();
  },
  async 'vscode-hover'(page) {
    await page.setViewportSize({ width: 1200, height: 560 });
    await page.keyboard.press('Escape');
    await run(page, 'View: Close All Editors');
    await openFile(page, 'shop.gw');
    await goTo(page, 41, 45);
    await page.locator('.codelens-decoration', { hasText: 'trace' }).first().waitFor();
    await run(page, 'Show or Focus Hover');
    await page.locator('.monaco-hover', { hasText: 'orders' }).first().waitFor();
  },
  async 'vscode-trace'(page) {
    await page.keyboard.press('Escape');
    await page.locator('.codelens-decoration a', { hasText: 'trace' }).first().click();
    await page.frameLocator('iframe.webview').frameLocator('iframe').locator('body', { hasText: 'orders' }).waitFor();
  },
  async 'a quick fix'(page) {
    // Keys go to the preview of the trace, until the editor is clicked.
    await page.locator('.view-lines').first().click();
    await run(page, 'View: Close All Editors');
    await openFile(page, 'broken.gw');
    await page.locator('.squiggly-error').first().waitFor();
    await goTo(page, 3, 18);
    await page.keyboard.press('Control+.');
    await page.locator('.action-widget', { hasText: 'Write' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.view-line', { hasText: 'region' }).first().waitFor();
  },
  async 'an untitled document has diagnostics'(page) {
    await run(page, 'File: New Untitled Text File');
    await run(page, 'Change Language Mode');
    await page.locator('.quick-input-widget input').fill('gw');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: '(gw)' }).first().click();
    await page.keyboard.type('gateway draft { regin');
    await page.locator('.squiggly-error').first().waitFor();
  },
};

async function openFile(page, name) {
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget input').fill(name);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.tab.active', { hasText: name }).waitFor();
}

async function goTo(page, line, column) {
  await page.keyboard.press('Control+G');
  await page.locator('.quick-input-widget input').fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
}

async function run(page, command) {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').fill(`>${command}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: command }).first().click();
}

async function picture(page, name) {
  await sleep(800);
  const file = join(here, `${name}.png`);
  await page.screenshot({ path: file });
  const { size } = statSync(file);
  if (size > LIMIT) throw new Error(`${file} has ${size} bytes, more than ${LIMIT}`);
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

await main();
