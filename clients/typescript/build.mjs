/**
 * Builds everything: the known codes of the contracts, the library, its tests, and the page as one file.
 *
 * The codes are those of the compiled contracts in this repository, so the verifier knows exactly the versions that
 * it was built beside.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const artifacts = join(here, "..", "..", "contracts", "artifacts");

function codes() {
  const files = readdirSync(artifacts).filter((name) => name.endsWith(".json")).sort();
  const known = Object.fromEntries(
    files.map((name) => {
      const artifact = JSON.parse(readFileSync(join(artifacts, name), "utf8"));
      return [artifact.name, [artifact.codeHash]];
    }),
  );
  const text = JSON.stringify(known, null, 2);
  writeFileSync(
    join(here, "src", "codes.ts"),
    `/** Contract → Keccak-256 of each version of its code that this verifier reads. Written by build.mjs. */\n\nexport const KNOWN_CODES: Record<string, string[]> = ${text};\n`,
  );
}

function compile() {
  const compiler = join(here, "node_modules", "typescript", "bin", "tsc");
  const { status } = spawnSync(process.execPath, [compiler, "-p", here], { stdio: "inherit" });
  if (status) process.exit(status);
}

async function page() {
  const { outputFiles } = await build({
    entryPoints: [join(here, "page", "page.ts")],
    bundle: true,
    format: "iife",
    minify: true,
    write: false,
    target: "es2023",
  });
  const template = readFileSync(join(here, "page", "page.html"), "utf8");
  const script = outputFiles[0].text.replaceAll("</script", "<\\/script");
  mkdirSync(join(here, "build"), { recursive: true });
  writeFileSync(join(here, "build", "verify.html"), template.replace("/* script */", () => script));
}

codes();
compile();
await page();
