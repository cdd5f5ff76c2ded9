// `ws`, used plainly: what comes is sent back, told to all in the room, or answered, by the path of the connection.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const rooms = new Map();
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });

server.on("connection", (socket, request) => {
  const url = new URL(request.url, "http://localhost");
  const does = url.pathname;
  const name = url.searchParams.get("room");
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room.add(socket));
  socket.on("close", () => room.delete(socket));
  socket.on("message", (data) => {
    if (does === "/say") {
      for (const member of room) member.send(data, { binary: true });
    } else if (does === "/command") {
      const command = JSON.parse(data);
      socket.send(JSON.stringify({ done: command.number, text: command.text }));
    } else {
      socket.send(data, { binary: true });
    }
  });
});

http.listen(0, "127.0.0.1", () => console.log(`listening on ${http.address().port}`));
