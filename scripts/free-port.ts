import net from "node:net";

/** The first port from `from` upwards that nobody listens on, of the next 200. */
export async function freePort(from: number): Promise<number> {
  for (let port = from; port < from + 200 && port < 65536; port += 1) if (await isFree(port)) return port;
  throw new Error(`No free port between ${from} and ${from + 199}.`);
}

/** Whether a port can be listened on, on this machine's own address and on all. */
export async function isFree(port: number): Promise<boolean> {
  for (const host of ["127.0.0.1", "0.0.0.0"]) if (!(await canListen(port, host))) return false;
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
