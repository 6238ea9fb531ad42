"""What can go wrong with weights and vectors. Each message names the repair.

EmbeddingError
 ├── ModelUnknownError    no model of that name is registered, stored or at that path
 ├── ModelMissingError    a registered model's files are not on this machine
 ├── ModelAlteredError    a file's SHA-256 is not the registered one
 ├── ModelLoadError       the files are there and cannot be loaded
 └── IndexFileError       a vector index on disk cannot be read or written
"""


class EmbeddingError(Exception):
    """Base of the errors of this package."""


class ModelUnknownError(EmbeddingError):
    """No model of that name is registered, stored or at that path."""


class ModelMissingError(EmbeddingError):
    """A registered model's files are not on this machine."""


class ModelAlteredError(EmbeddingError):
    """A file's SHA-256 is not the registered one."""


class ModelLoadError(EmbeddingError):
    """The files are there and cannot be loaded."""


class IndexFileError(EmbeddingError):
    """A vector index on disk cannot be read or written."""
