import { spawn, spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { freePort } from "@/scripts/free-port";

/** A server that does nothing but send the same bytes. */
export interface Yardstick {
  name: string;
  url: string;
  stop(): Promise<void>;
}

/** A bare node:http server in a process of its own. */
export async function bareNode(body: string): Promise<Yardstick> {
  const port = await freePort(4200);
  const code = `const b = Buffer.from(process.env.BODY); require("node:http").createServer((q, r) => {
    r.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Length": b.length }); r.end(b); }).listen(${port}, "127.0.0.1")`;
  const server = spawn(process.execPath, ["-e", code], {
    env: { ...process.env, BODY: body },
    stdio: "ignore",
  });
  return started({
    name: "node:http",
    url: `http://127.0.0.1:${port}/`,
    stop: async () => void server.kill(),
  });
}

/** nginx with one worker, from disk; null where it is not installed. */
export async function nginx(body: string): Promise<Yardstick | null> {
  if (spawnSync("nginx", ["-v"]).error) return null;
  const port = await freePort(4300);
  const folder = await mkdtemp(path.join(os.tmpdir(), "undersigned-nginx-"));
  await chmod(folder, 0o755);
  await writeFile(path.join(folder, "page.html"), body);
  const config = `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1;
    events { worker_connections 512; } http { access_log off; server { listen 127.0.0.1:${port}; root ${folder}; } }`;
  await writeFile(path.join(folder, "nginx.conf"), config);
  const server = spawn("nginx", ["-e", `${folder}/error.log`, "-c", `${folder}/nginx.conf`], {
    stdio: "ignore",
  });
  const stop = async () => {
    const exited = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGQUIT");
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  return started({ name: "nginx", url: `http://127.0.0.1:${port}/page.html`, stop });
}

async function started(yardstick: Yardstick): Promise<Yardstick> {
  for (let waited = 0; waited < 5000; waited += 50) {
    if ((await fetch(yardstick.url).catch(() => null))?.ok) return yardstick;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${yardstick.name} did not start`);
}
