"""The keys of the prompt beside prompt_toolkit's own, the same with emacs and vi keys."""

from prompt_toolkit.application.current import get_app
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import Condition, has_focus, has_selection, vi_insert_mode
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent


@Condition
def _completing() -> bool:
    """A completion is chosen from the menu."""
    state = get_app().current_buffer.complete_state
    return state is not None and state.current_completion is not None


def bindings() -> KeyBindings:
    """Enter asks, Alt-Enter begins a new line, Ctrl-X Ctrl-E opens the editor."""
    keys = KeyBindings()
    typing = has_focus(DEFAULT_BUFFER)  # rather than searching what was typed

    @keys.add("enter", filter=typing & ~_completing)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("enter", filter=typing & _completing)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.complete_state = None

    @keys.add("escape", "enter", filter=typing & ~has_selection)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.newline(copy_margin=False)

    @keys.add("c-x", "c-e", filter=typing & vi_insert_mode)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.open_in_editor()

    return keys
