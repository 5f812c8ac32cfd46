// Drives real Neovims with the language server, set up as neovim.md says: keys and commands go in over the socket, and
// what the buffers, windows and files then hold is compared.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fences } from './fences.mjs';
import { difference } from './report.mjs';
import { FRAGMENT, RENAMED, RENAMED_FRAGMENT, SPEC, WHOLE } from './session.mjs';

const PATIENCE = 15_000;

export async function checkNeovim(report, root) {
  const gwc = process.env.GWC;
  if (!gwc) return report.skip('Neovim: language server', 'GWC names no program');
  const programs = ['nvim', process.env.NEOVIM].filter(Boolean);
  const found = new Map();
  for (const program of programs) {
    const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    const version = /NVIM v(\d+\.\d+)/.exec(stdout ?? '')?.[1];
    if (version) found.set(version, program);
    else report.skip(`Neovim: language server in ${program}`, 'there is none');
  }
  for (const [version, program] of found) await checkVersion(report, root, program, version, gwc);
}

async function checkVersion(report, root, program, version, gwc) {
  const home = mkdtempSync(join(tmpdir(), 'gw-nvim-'));
  const editor = new Neovim(home, program, Number(version.split('.')[1]));
  try {
    setUp(root, home, editor.minor);
    await editor.start(gwc);
    for (const [what, step] of STEPS) {
      if (step.since > editor.minor) continue;
      const faults = await outcome(step, editor, home);
      report.expectNone(`Neovim ${version}: ${what}`, faults);
      // The next steps start from what this one leaves.
      if (faults.length > 0) break;
    }
  } catch (error) {
    report.fail(`Neovim ${version}`, error.stack);
  } finally {
    await editor.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function outcome(step, editor, home) {
  try {
    return await step(editor, home);
  } catch (error) {
    return [String(error.message)];
  }
}

/** Follows the page: its shell lines in a fresh home, and the block of Lua for this version as init.lua. */
function setUp(root, home, minor) {
  const page = readFileSync(join(root, 'neovim.md'), 'utf8');
  const [install, parser] = fences(page, 'sh');
  const [current, older, commands, highlight] = fences(page, 'lua');
  for (const script of [install, parser]) {
    const { status, stderr } = spawnSync('sh', ['-e', '-c', script], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, HOME: home },
    });
    if (status !== 0) throw new Error(`neovim.md: ${stderr}`);
  }
  // Neovim 0.7 has no `vim.lsp.start`, so that no block is for it.
  const oldest = `vim.api.nvim_create_autocmd('FileType', {
    pattern = 'gw',
    callback = function(event)
      client = client or vim.lsp.start_client({ name = 'gwc', cmd = { 'gwc', 'lsp' }, root_dir = vim.fn.getcwd() })
      vim.lsp.buf_attach_client(event.buf, client)
    end,
  })`;
  const init = [minor >= 11 ? current : minor >= 8 ? older : oldest, minor >= 8 ? commands : '', minor >= 9 ? highlight : ''];
  mkdirSync(join(home, '.config/nvim'), { recursive: true });
  writeFileSync(join(home, '.config/nvim/init.lua'), init.join('\n'));
  mkdirSync(join(home, 'project/.git'), { recursive: true });
  writeFileSync(join(home, 'project/shop.gw'), SPEC);
  writeFileSync(join(home, 'project/more.gw'), FRAGMENT);
}

/** What a person does, in order; every step returns what is wrong. */
const STEPS = [
  ['diagnostics on opening', async (editor) => {
    editor.command('edit shop.gw');
    const found = await editor.until('vim.diagnostic.get(0)', (list) => list.length > 0);
    const shown = found.map((it) => `${it.lnum + 1}:${it.col + 1} ${it.code} ${it.message.split('\n')[0]}`);
    return difference('3:16 GW0107 a gateway has no setting `regin`', shown.join('\n'));
  }],
  ['a quick fix', async (editor) => {
    editor.lua('vim.ui.select = function(items, _, choose) choose(items[1]) end');
    editor.command('call cursor(3, 16)');
    editor.lua('vim.lsp.buf.code_action()');
    return editor.buffer(WHOLE);
  }],
  ['no diagnostics after it', async (editor) => {
    await editor.until('vim.diagnostic.get(0)', (list) => list.length === 0);
    return [];
  }],
  ['completion', async (editor) => {
    editor.lua("vim.bo.omnifunc = 'v:lua.vim.lsp.omnifunc'");
    editor.send('6GoPUT /orders -> ord<C-x><C-o>');
    // The only candidate goes in without a menu.
    const faults = await editor.buffer(WHOLE.replace('include', 'PUT /orders -> orders\ninclude'));
    editor.send('<Esc>');
    return faults;
  }],
  ['undo', async (editor) => {
    editor.send('u');
    return editor.buffer(WHOLE);
  }],
  ['definition', async (editor) => {
    editor.command('edit more.gw');
    await editor.until("#vim.fn.filter(vim.fn.getbufinfo({ bufloaded = 1 }), 'v:val.listed')", (count) => count === 2);
    editor.command('call cursor(1, 17)');
    editor.lua('vim.lsp.buf.definition()');
    const place = "vim.fn.expand('%:t') .. ':' .. vim.fn.line('.') .. ':' .. vim.fn.col('.')";
    await editor.until(place, (at) => at === 'shop.gw:5:8');
    return [];
  }],
  ['rename in both files', async (editor, home) => {
    editor.lua("vim.lsp.buf.rename('baskets')");
    const faults = await editor.buffer(RENAMED);
    editor.command('wall');
    const more = join(home, 'project/more.gw');
    await waitFor(() => readFileSync(more, 'utf8') !== FRAGMENT);
    return [...faults, ...difference(RENAMED_FRAGMENT, readFileSync(more, 'utf8'))];
  }],
  ['formatting by the server', async (editor) => {
    editor.command('%s/ -> /   ->    /');
    const loose = await editor.until(LINES, (text) => text.includes('   ->    '));
    editor.lua(editor.minor >= 8 ? 'vim.lsp.buf.format()' : 'vim.lsp.buf.formatting_sync()');
    return editor.buffer(loose.replace('   ->    ', ' -> '));
  }],
  ['gq', async (editor) => {
    editor.command('%s/ -> /   ->    /');
    editor.send('ggVGgq');
    return editor.buffer(RENAMED);
  }],
  ['hover', async (editor) => {
    editor.command('call cursor(6, 1)');
    editor.lua('vim.lsp.buf.hover()');
    const text = await editor.until(FLOATS, (it) => it.includes('/orders/'));
    editor.command('only');
    return text.includes('baskets') ? [] : [text];
  }],
  ['the lens of a route shows its trace', Object.assign(async (editor) => {
    editor.command('call cursor(6, 1)');
    const lenses = await editor.until('vim.lsp.codelens.get(0)', (list) => list.length > 0);
    editor.lua('vim.lsp.codelens.run()');
    const text = await editor.until(FLOATS, (it) => it.includes('baskets'));
    editor.command('only');
    return lenses.some((lens) => lens.command.title === 'trace') ? [] : [JSON.stringify(lenses), text];
  }, { since: 8 })],
  ['semantic tokens leave path variables a color of their own', Object.assign(async (editor) => {
    const looks = (column) =>
      `(function() local at = vim.inspect_pos(0, 5, ${column}); local names = {}
        for _, it in ipairs(at.semantic_tokens) do table.insert(names, it.opts.hl_group) end return names end)()`;
    const variable = await editor.until(looks(13), (names) => names.some((name) => name.includes('parameter')));
    const path = await editor.until(looks(5), (names) => names.some((name) => name.includes('string')));
    return variable.some((name) => path.includes(name) && name.includes('string')) ? [`${variable}; ${path}`] : [];
  }, { since: 9 })],
  ['tree-sitter highlights', Object.assign(async (editor) => {
    const captures = `(function() local names = {}
      for _, it in ipairs(vim.treesitter.get_captures_at_pos(0, 5, 0)) do table.insert(names, it.capture) end
      return names end)()`;
    await editor.until(captures, (names) => names.length > 0);
    return [];
  }, { since: 9 })],
];

const LINES = "table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\\n') .. '\\n'";
const FLOATS = `(function() local text = {}
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      vim.list_extend(text, vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true))
    end
  end
  return table.concat(text, '\\n') end)()`;

class Neovim {
  constructor(home, program, minor) {
    this.home = home;
    this.program = program;
    this.minor = minor;
    this.socket = join(home, 'socket');
  }

  async start(gwc) {
    const { XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME, NVIM_APPNAME, ...inherited } = process.env;
    const env = { ...inherited, HOME: this.home, LC_ALL: 'C.UTF-8', PATH: `${dirname(gwc)}${delimiter}${process.env.PATH}` };
    this.child = spawn(this.program, ['--headless', '-n', '-i', 'NONE', '--cmd', 'set cmdheight=5', '--listen', this.socket], {
      cwd: join(this.home, 'project'),
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child.stderr.on('data', (data) => (this.said = `${this.said ?? ''}${data}`));
    await waitFor(() => existsSync(this.socket));
    // A wrapper may have started it: ask it for the program itself, which is faster.
    this.program = this.remote('--remote-expr', 'v:progpath');
  }

  async stop() {
    if (!this.child || this.child.exitCode !== null) return;
    const ended = new Promise((done) => this.child.once('exit', done));
    try {
      this.send('<Esc>:qall!<CR>');
    } catch {
      // It is gone already.
    }
    await Promise.race([ended, sleep(5_000)]);
    this.child.kill('SIGKILL');
  }

  /** Types keys. */
  send(keys) {
    this.remote('--remote-send', keys);
  }

  /** Runs a command; its messages ask for no key. */
  command(line) {
    return this.remote('--remote-expr', `execute(${quote(line)})`);
  }

  lua(statement) {
    return this.command(`lua ${statement}`);
  }

  value(expression) {
    const text = this.remote('--remote-expr', `luaeval(${quote(`vim.fn.json_encode(${expression})`)})`);
    return JSON.parse(text);
  }

  /** The value of an expression as soon as it is the one that is waited for. */
  async until(expression, wanted) {
    let last;
    const right = () => wanted((last = this.value(expression)));
    if (!(await waitFor(right))) throw new Error(`waited in vain; ${expression} is\n${JSON.stringify(last, null, 1)}`);
    return last;
  }

  /** Waits until the buffer holds a text; returns how it differs. */
  async buffer(wanted) {
    let last;
    await waitFor(() => (last = this.value(LINES)) === wanted);
    return difference(wanted, last);
  }

  remote(flag, argument) {
    const { status, stdout, stderr } = spawnSync(this.program, ['--headless', '--server', this.socket, flag, argument], {
      encoding: 'utf8',
      timeout: PATIENCE,
    });
    if (status !== 0) throw new Error(`${flag} ${argument}: ${stderr}${this.said ?? ''}`);
    return stdout || stderr;
  }
}

const quote = (text) => `'${text.replaceAll("'", "''")}'`;

async function waitFor(condition) {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    if (condition()) return true;
    await sleep(50);
  }
  return false;
}
