// Builds portal/static/dist: a script for every page and one for the list of ideas, one stylesheet, font, icon sprite
// and tab icon, each named by its content, beside a gzip twin and manifest.json {"portal.css": "portal.1a2b3c4d.css", …}.
// Run: npm ci && node assets.mjs
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const source = join(root, "portal/static/src");
const target = join(root, "portal/static/dist");
const fresh = `${target}.new`;
const icons = join(root, "node_modules/@tabler/icons/icons");

// First-visit budget in bytes, gzip; the font is packed already. From the design language, section 11.
const budget = {
  "portal.js": 22_000,
  "triage.js": 1_500,
  "nps.js": 800,
  "writing.js": 2_600,
  "portal.css": 16_000,
  "sprite.svg": 4_600,
  "figtree.woff2": 21_000,
  "favicon.svg": 300,
};

// What names an icon in templates and in Python: icon("bell"), icon="bell", "icon": "bell"; svg("bell") in our macros, tile("bell").
const spelling = /(?:\bicon|svg|\btile)(?:\(\s*|\s*=\s*|["']\s*:\s*)(["'])([a-z0-9][a-z0-9-]*)\1/g;

function filesBelow(folder, ending) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function iconsInUse() {
  const used = new Map();
  for (const file of [
    ...filesBelow(join(root, "portal/templates"), ".html"),
    ...filesBelow(join(root, "portal"), ".py"),
  ]) {
    const text = readFileSync(file, "utf8").replace(/\{#[\s\S]*?#\}/g, "");
    for (const [, , name] of text.matchAll(spelling)) used.set(name, used.get(name) ?? file.slice(root.length + 1));
  }
  return [...used].sort(([one], [other]) => one.localeCompare(other));
}

function symbol(name, user) {
  const filled = name.endsWith("-filled");
  const file = join(icons, filled ? "filled" : "outline", `${filled ? name.slice(0, -7) : name}.svg`);
  if (!existsSync(file)) throw new Error(`${user}: there is no Tabler icon named "${name}"`);
  const shapes = readFileSync(file, "utf8")
    .replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/g, "")
    .replace(/\s*\n\s*/g, "")
    .replace(/ \/>/g, "/>")
    .replace(/ -/g, "-");
  const look = filled
    ? 'fill="currentColor"'
    : 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="i-${name}" viewBox="0 0 24 24" ${look}>${shapes}</symbol>`;
}

function sprite() {
  const used = iconsInUse();
  const missing = [];
  const symbols = used.map(([name, user]) => {
    try {
      return symbol(name, user);
    } catch (error) {
      missing.push(error.message);
    }
  });
  if (missing.length) throw new Error(missing.join("\n"));
  return { count: used.length, text: `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>` };
}

async function bundle() {
  const { outputFiles } = await build({
    entryPoints: { portal: join(source, "js/portal.js"), triage: join(source, "js/triage.js"), nps: join(source, "js/nps.js"), writing: join(source, "js/writing.js"), build: join(source, "css/build.css") },
    outdir: fresh,
    assetNames: "[name].[hash]",
    loader: { ".woff2": "file" },
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    supported: { nesting: true },
    legalComments: "none",
    write: false,
    logLevel: "warning",
  });
  return outputFiles;
}

const manifest = {};

function keep(name, contents, hashed = true) {
  const digest = createHash("sha256").update(contents).digest("hex").slice(0, 10);
  const stored = hashed ? `${basename(name, extname(name))}.${digest}${extname(name)}` : name;
  writeFileSync(join(fresh, stored), contents);
  const packed = gzipSync(contents, { level: 9 });
  if (extname(stored) !== ".woff2") writeFileSync(join(fresh, `${stored}.gz`), packed);
  return { stored, size: extname(stored) === ".woff2" ? contents.length : packed.length };
}

function publish(logical, contents, name = logical, hashed = true) {
  const { stored, size } = keep(name, contents, hashed);
  manifest[logical] = stored;
  const over = size > budget[logical];
  console.log(
    `${logical.padEnd(14)} ${String(size).padStart(6)} of ${budget[logical]} bytes${over ? "  OVER BUDGET" : ""}`,
  );
  if (over) process.exitCode = 1;
}

try {
  const drawn = sprite();
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  for (const { path, contents } of await bundle()) {
    if (path.endsWith(".woff2")) publish("figtree.woff2", contents, basename(path), false);
    else publish(basename(path) === "build.css" ? "portal.css" : basename(path), contents);
  }
  publish("sprite.svg", drawn.text);
  publish("favicon.svg", readFileSync(join(source, "favicon.svg")));
  writeFileSync(join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
  console.log(`${drawn.count} icons in the sprite; written to portal/static/dist`);
} catch (error) {
  rmSync(fresh, { recursive: true, force: true });
  console.error(`The assets were not built.\n${error.message}`);
  process.exitCode = 1;
}
