"""The keys of the prompt beside prompt_toolkit's own."""

from prompt_toolkit.application.current import get_app
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import (
    Condition,
    emacs_mode,
    has_focus,
    has_selection,
    vi_insert_mode,
    vi_navigation_mode,
)
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent


@Condition
def _completing() -> bool:
    """A completion is chosen from the menu."""
    state = get_app().current_buffer.complete_state
    return state is not None and state.current_completion is not None


def bindings() -> KeyBindings:
    """Enter asks, Alt-Enter begins a new line, Ctrl-X Ctrl-E opens the editor.

    With vi keys Escape and Enter are two keys, ``o`` begins a new line, and ``v`` too opens the
    editor.
    """
    keys = KeyBindings()
    typing = has_focus(DEFAULT_BUFFER)  # rather than searching what was typed

    @keys.add("enter", filter=typing & ~_completing)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("enter", filter=typing & _completing)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.complete_state = None

    @keys.add("escape", "enter", filter=typing & emacs_mode & ~has_selection)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.newline(copy_margin=False)

    @keys.add("v", filter=typing & vi_navigation_mode)
    @keys.add("c-x", "c-e", filter=typing & (vi_insert_mode | emacs_mode & ~has_selection))
    async def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        before = buffer.text.removesuffix("\n")  # an editor adds one
        await buffer.open_in_editor()
        if buffer.text != before:  # else it was left without saving
            buffer.validate_and_handle()

    return keys
