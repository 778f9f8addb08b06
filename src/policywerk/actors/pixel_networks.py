"""How images become numbers, and numbers images: encoders and decoders by their name.

A dense one has a weight for each pixel. A convolutional one looks everywhere with the same few,
and halves or doubles the image twice.
"""

from __future__ import annotations

from typing import Callable, Dict, List, Sequence

from policywerk.building_blocks.conv import Images, conv, slide
from policywerk.building_blocks.dense import Draw, dense, trunc_normal_in
from policywerk.building_blocks.enlarge import Enlarge
from policywerk.building_blocks.network import Layer, Network, normed_mlp
from policywerk.building_blocks.norms import normed_dense
from policywerk.building_blocks.pixel_norm import pixel_norm
from policywerk.building_blocks.pool import Pool, max_pool
from policywerk.primitives import scalar
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import check_size

KERNEL = 3  # pixels along a filter; padded by one, it leaves the size of an image
QUARTER = 4  # an image is halved twice, and doubled twice

MakeEncoder = Callable[[int, int, Stream, Draw], Network]
MakeDecoder = Callable[[int, int, int, Stream, Draw], Network]


def dense_encoder(pixels: int, seen: int, rng: Stream, draw: Draw = trunc_normal_in) -> Network:
    """One normed layer.

    Args: seen: numbers that are made of an image.
    Raises: ValueError if a size is below 1.
    """
    return Network([normed_dense("encoder.0", pixels, seen, rng, draw)])


def dense_decoder(features: int, hidden: int, pixels: int, rng: Stream,
                  draw: Draw = trunc_normal_in) -> Network:
    """One normed hidden layer; what comes out wants a sigmoid.

    Raises: ValueError if a size is below 1.
    """
    return normed_mlp("decoder", [features, hidden, pixels], rng, draw=draw)


def convolutional_encoder(pixels: int, seen: int, rng: Stream,
                          draw: Draw = trunc_normal_in) -> Network:
    """Twice: filters, the largest of each 2 by 2 answers, a norm at every pixel, a bend.

    Args: seen: numbers that are made of an image; at last so many channels of a quarter of
        its height and width, and half as many channels before.
    Raises: ValueError as small_images.
    """
    small = small_images(pixels, seen)
    images = Images(1, QUARTER * small.height, QUARTER * small.width)
    layers: List[Layer] = []
    for i, filters in enumerate((small.channels // 2, small.channels)):
        look = conv(f"encoder.{i}", slide(images, KERNEL, padding=1), filters, rng,
                    draw=draw)
        pool = Pool(max_pool, slide(look.images, 2, 2))
        images = pool.images
        layers += [look, pool, pixel_norm(f"encoder.{i}", images)]
    return Network(layers)


def convolutional_decoder(features: int, hidden: int, pixels: int, rng: Stream,
                          draw: Draw = trunc_normal_in) -> Network:
    """A dense layer makes a small image; twice: every pixel becomes four, then filters.

    Args: hidden: numbers of the small image, as those that an encoder sees.
    Raises: ValueError as small_images, or if features < 1.
    """
    images = small_images(pixels, hidden)
    layers: List[Layer] = [dense("decoder.0", features, hidden, rng, draw=draw),
                           pixel_norm("decoder.0", images)]
    for i, filters in enumerate((images.channels // 2, 1), 1):
        larger = Enlarge(images)
        look = conv(f"decoder.{i}", slide(larger.images, KERNEL, padding=1), filters, rng,
                    draw=draw)
        images = look.images
        layers += [larger, look, pixel_norm(f"decoder.{i}", images)]
    return Network(layers[:-1])  # the image itself is neither normed nor bent


def small_images(pixels: int, numbers: int) -> Images:
    """The images of a quarter of the height and width that have so many numbers.

    channels = numbers / (pixels / 16), an even number

    Raises: ValueError if the large images are no squares with a side that can be halved twice,
        or the numbers do not make an even number of channels, or as check_size.
    """
    check_size("an image", pixels, numbers)
    side = round(scalar.sqrt(float(max(pixels, 0))))
    if pixels < 1 or side * side != pixels or side % QUARTER:
        raise ValueError("convolutional eyes need square images with a side of 4, 8, 12, 16 ... "
                         f"pixels, got {pixels} pixels: change the images, or take dense eyes")
    area = pixels // (QUARTER * QUARTER)
    if numbers < 1 or numbers % (2 * area):
        raise ValueError(f"convolutional eyes make an even number of channels of {area} pixels "
                         f"of {pixels}: take a multiple of {2 * area} numbers, not {numbers}")
    return Images(numbers // area, side // QUARTER, side // QUARTER)


ENCODERS: Dict[str, MakeEncoder] = {"dense": dense_encoder, "convolutional": convolutional_encoder}
DECODERS: Dict[str, MakeDecoder] = {"dense": dense_decoder, "convolutional": convolutional_decoder}


def check_eyes(eyes: str, pixels: int, numbers: Sequence[int]) -> None:
    """Raise ValueError unless there are eyes of this name that can have these sizes.

    Args: numbers: those that the encoder sees, and those that the decoder begins with.
    """
    if eyes not in ENCODERS:
        raise ValueError(f"eyes must be one of {list(ENCODERS)}, got {eyes!r}")
    if eyes == "convolutional":
        for each in numbers:
            small_images(pixels, each)
