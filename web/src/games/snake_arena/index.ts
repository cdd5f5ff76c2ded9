// Snake arena with its styles: one chunk, which comes when it is first shown.
import "../../styles/arena.css";

export { SnakeArena } from "./page";
