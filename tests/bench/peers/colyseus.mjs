// Colyseus: `echo` and `command` come back by client.send, `say` by room.broadcast; a "moving" room has a state of
// its members' places, which it changes 20 times a second and tells by schema patches.
import { createServer } from "node:http";
import { Room, Server } from "@colyseus/core";
import { schema, t } from "@colyseus/schema";
import { WebSocketTransport } from "@colyseus/ws-transport";

const Place = schema({ x: t.int32(), y: t.int32() });
const State = schema({ tick: t.int32(), places: t.map(Place) });

class Talking extends Room {
  onCreate() {
    this.maxClients = 100_000;
    this.maxMessagesPerSecond = Infinity;
    this.patchRate = null;
    this.onMessage("echo", (client, text) => client.send("echo", text));
    this.onMessage("command", (client, text) => client.send("command", text));
    this.onMessage("say", (client, text) => this.broadcast("say", text));
  }
}

class Moving extends Room {
  onCreate() {
    this.maxClients = 1000;
    this.maxMessagesPerSecond = Infinity;
    this.state = new State();
    this.patchRate = 50;
    this.steers = new Map();
    this.onMessage("steer", (client, move) => this.steers.set(client.sessionId, move));
    this.setSimulationInterval(() => this.step(), 50);
  }

  onJoin(client) {
    const place = new Place();
    place.x = place.y = 0;
    this.state.places.set(client.sessionId, place);
  }

  onLeave(client) {
    this.state.places.delete(client.sessionId);
  }

  step() {
    this.state.tick = (this.state.tick ?? 0) + 1;
    for (const [id, place] of this.state.places) {
      const move = this.steers.get(id) ?? 1;
      place.x = (place.x + move) % 1000;
      place.y = (place.y + 2 * move) % 1000;
    }
  }
}

const http = createServer();
const transport = new WebSocketTransport({ server: http, pingInterval: 0 });
const server = new Server({ transport, greet: false });
server.define("talking", Talking).filterBy(["room"]);
server.define("moving", Moving).filterBy(["room"]);
await server.listen(0, "127.0.0.1");
console.log(`listening on ${http.address().port}`);
