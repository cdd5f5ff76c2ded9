// Socket.IO: `echo` comes back, `say` is told to all in the room, `command` is answered by its callback.
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const server = new Server(http, { pingInterval: 600_000, pingTimeout: 600_000, serveClient: false });

server.on("connection", (socket) => {
  const room = socket.handshake.query.room;
  socket.join(room);
  socket.on("echo", (text) => socket.emit("echo", text));
  socket.on("say", (text) => server.to(room).emit("say", text));
  socket.on("command", (text, answer) => answer(text));
});

http.listen(0, "127.0.0.1", () => console.log(`listening on ${http.address().port}`));
