using System.Buffers.Binary;
using System.IO.Compression;
using AgentBot.Core.Artifacts;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Artifacts;

/// <summary>Pictures are read strictly, and no file makes the reader take more memory than its cap or throw.</summary>
public sealed class PngPictureTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    [InlineData(4, 2)]
    [InlineData(6, 4)]
    public void Every_filter_of_every_colour_gives_the_points_back(byte color, int channels)
    {
        byte[] points = [.. Enumerable.Range(0, 5 * 5 * channels).Select(i => (byte)((i * 37 % 251) | 1))];
        uint[] plain = PngPicture.Read(Png(5, 5, color, channels, points, _ => 0)).Value.Points;
        for (byte filter = 1; filter <= 4; filter++)
        {
            byte used = filter;
            Assert.Equal(plain, PngPicture.Read(Png(5, 5, color, channels, points, _ => used)).Value.Points);
        }
    }

    [Fact]
    public void The_place_that_differs_is_told_with_its_size()
    {
        byte[] before = new byte[300 * 300 * 3];
        byte[] after = [.. before];
        for (int row = 10; row < 20; row++)
        {
            for (int column = 250; column < 290; column++)
            {
                after[(row * 300 + column) * 3] = 200;
            }
        }

        PngPicture was = PngPicture.Read(Png(300, 300, 2, 3, before, _ => 0)).Value, now = PngPicture.Read(Png(300, 300, 2, 3, after, _ => 2)).Value;
        Assert.Equal("0.4 % of the points, all within 40 × 10 points at the top right", PictureDiff.Between(was, now));
        Assert.Equal("nothing: every point is the same", PictureDiff.Between(was, was));
    }

    [Fact]
    public void A_head_that_promises_too_much_is_refused_before_anything_is_unpacked()
    {
        byte[] bomb = Png(5, 5, 2, 3, new byte[75], _ => 0, 40_000, 40_000);
        Assert.Contains("too many points", PngPicture.Read(bomb).Refusal!.Why, StringComparison.Ordinal);
        Assert.Contains("more than its head says", PngPicture.Read(Png(5, 5, 2, 3, new byte[75], _ => 0, 5, 4)).Refusal!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flipped_byte_is_noticed_and_nothing_throws()
    {
        byte[] good = Png(9, 9, 6, 4, [.. Enumerable.Range(0, 9 * 9 * 4).Select(i => (byte)i)], row => (byte)(row % 5));
        Random random = Proof.Random();
        for (int i = 0; i < Proof.Size(5_000); i++)
        {
            byte[] bad = [.. good];
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            Assert.True(PngPicture.Read(bad).IsRefused, $"seed {Proof.Seed}, case {i}");
            _ = PictureHead.Read(bad.AsSpan(0, random.Next(bad.Length)));
            Assert.True(PngPicture.Read(good.AsSpan(0, random.Next(good.Length))).IsRefused);
        }
    }

    [Fact]
    public void The_kind_and_size_come_from_the_bytes()
    {
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC0, 0, 11, 8, 0, 30, 0, 40, 1, 0, 0, 0, 0];
        Assert.Equal(new PictureHead("image/jpeg", 40, 30), PictureHead.Read(jpeg));
        Assert.Equal(new PictureHead("image/png", 5, 5), PictureHead.Read(Png(5, 5, 2, 3, new byte[75], _ => 0)));
        Assert.Null(PictureHead.Read("GIF89a, which is none of the two"u8));
    }

    /// <param name="says">Width and height in the head, where they are not the real ones.</param>
    private static byte[] Png(int width, int height, byte color, int channels, byte[] points, Func<int, byte> filter, params int[] says)
    {
        int stride = width * channels;
        using var lines = new MemoryStream();
        for (int row = 0; row < height; row++)
        {
            byte used = filter(row);
            lines.WriteByte(used);
            for (int i = 0; i < stride; i++)
            {
                int At(int r, int c) => r < 0 || c < 0 ? 0 : points[r * stride + c];
                int left = At(row, i - channels), above = At(row - 1, i), corner = i < channels ? 0 : At(row - 1, i - channels);
                lines.WriteByte((byte)(points[row * stride + i] - used switch { 1 => left, 2 => above, 3 => (left + above) / 2, 4 => Paeth(left, above, corner), _ => 0 }));
            }
        }

        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(lines.ToArray());
        }

        byte[] head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, says.Length == 2 ? says[0] : width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), says.Length == 2 ? says[1] : height);
        (head[8], head[9]) = (8, color);
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", head), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static int Paeth(int a, int b, int c)
    {
        int p = a + b - c;
        return Math.Abs(p - a) <= Math.Abs(p - b) && Math.Abs(p - a) <= Math.Abs(p - c) ? a : Math.Abs(p - b) <= Math.Abs(p - c) ? b : c;
    }

    private static byte[] Chunk(string name, byte[] data)
    {
        byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(name), .. data];
        uint sum = 0xFFFFFFFF;
        foreach (byte one in named)
        {
            sum ^= one;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) != 0 ? (sum >> 1) ^ 0xEDB88320 : sum >> 1;
            }
        }

        byte[] chunk = new byte[named.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        named.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), ~sum);
        return chunk;
    }
}
