using System.Buffers.Binary;
using System.IO.Compression;

namespace AgentBot.Core.Artifacts;

/// <summary>
/// The points of a PNG (ISO/IEC 15948), for comparing two pictures. Read strictly: eight bits a channel, not interlaced, every
/// check sum right, exactly as many points as the head says. What it cannot read it says, and nobody compares it.
/// </summary>
public sealed class PngPicture
{
    /// <summary>32 MB of memory; a head that promises more is refused before anything is unpacked.</summary>
    public const int MostPoints = 8_000_000;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private PngPicture(int width, int height, uint[] points) => (Width, Height, Points) = (width, height, points);

    public int Width { get; }

    public int Height { get; }

    /// <summary>Red, green, blue and opacity of each point, row by row.</summary>
    public uint[] Points { get; }

    public static Result<PngPicture> Read(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Signature))
        {
            return No("it is no PNG");
        }

        Head? head = null;
        byte[] palette = [];
        byte[] opacity = [];
        using var packed = new MemoryStream();
        for (int at = Signature.Length; at + 12 <= bytes.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (length > bytes.Length - at - 12)
            {
                return No("it ends in the middle");
            }

            ReadOnlySpan<byte> named = bytes.Slice(at + 4, (int)length + 4);
            ReadOnlySpan<byte> data = named[4..];
            if (Checksum(named) != BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 8 + (int)length)..]))
            {
                return No("a check sum in it is wrong");
            }

            at += 12 + (int)length;
            ReadOnlySpan<byte> name = named[..4];
            if (name.SequenceEqual("IHDR"u8))
            {
                head = Head.Read(data);
                if (head is null || (long)head.Width * head.Height > MostPoints)
                {
                    return No(head is null ? "it is written in a way that AgentBot does not read" : "it has too many points");
                }
            }
            else if (name.SequenceEqual("PLTE"u8))
            {
                palette = data.ToArray();
            }
            else if (name.SequenceEqual("tRNS"u8))
            {
                opacity = data.ToArray();
            }
            else if (name.SequenceEqual("IDAT"u8))
            {
                packed.Write(data);
            }
            else if (name.SequenceEqual("IEND"u8))
            {
                return head is null ? No("it has no head") : Unpack(head, packed, palette, opacity);
            }
        }

        return No("it ends in the middle");
    }

    private static Result<PngPicture> Unpack(Head head, MemoryStream packed, byte[] palette, byte[] opacity)
    {
        int stride = head.Width * head.Channels;
        byte[] lines = new byte[(stride + 1) * head.Height];
        packed.Position = 0;
        try
        {
            using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
            unpacked.ReadExactly(lines);
            if (unpacked.ReadByte() >= 0)
            {
                return No("it holds more than its head says");
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            return No("its points cannot be unpacked");
        }

        uint[] points = new uint[head.Width * head.Height];
        byte[] above = new byte[stride];
        for (int row = 0; row < head.Height; row++)
        {
            Span<byte> line = lines.AsSpan(row * (stride + 1) + 1, stride);
            if (!Unfilter(lines[row * (stride + 1)], line, above, head.Channels) || !Fill(points.AsSpan(row * head.Width, head.Width), line, head, palette, opacity))
            {
                return No("its points cannot be read");
            }

            line.CopyTo(above);
        }

        return new PngPicture(head.Width, head.Height, points);
    }

    private static bool Unfilter(byte filter, Span<byte> line, ReadOnlySpan<byte> above, int step)
    {
        for (int i = 0; i < line.Length; i++)
        {
            int left = i >= step ? line[i - step] : 0, corner = i >= step ? above[i - step] : 0;
            line[i] += (byte)(filter switch { 0 => 0, 1 => left, 2 => above[i], 3 => (left + above[i]) / 2, 4 => Paeth(left, above[i], corner), _ => 0 });
        }

        return filter <= 4;
    }

    private static int Paeth(int left, int above, int corner)
    {
        int guess = left + above - corner;
        int toLeft = Math.Abs(guess - left), toAbove = Math.Abs(guess - above), toCorner = Math.Abs(guess - corner);
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    private static bool Fill(Span<uint> points, ReadOnlySpan<byte> line, Head head, byte[] palette, byte[] opacity)
    {
        for (int i = 0; i < points.Length; i++)
        {
            ReadOnlySpan<byte> point = line.Slice(i * head.Channels, head.Channels);
            int entry = point[0] * 3;
            if (head.Color == 3 && entry + 2 >= palette.Length)
            {
                return false;
            }

            points[i] = head.Color switch
            {
                0 => Color(point[0], point[0], point[0], 255),
                2 => Color(point[0], point[1], point[2], 255),
                3 => Color(palette[entry], palette[entry + 1], palette[entry + 2], point[0] < opacity.Length ? opacity[point[0]] : (byte)255),
                4 => Color(point[0], point[0], point[0], point[1]),
                _ => Color(point[0], point[1], point[2], point[3]),
            };
        }

        return true;
    }

    // What cannot be seen does not differ.
    private static uint Color(byte red, byte green, byte blue, byte opacity) => opacity == 0 ? 0 : ((uint)red << 24) | ((uint)green << 16) | ((uint)blue << 8) | opacity;

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0xFFFFFFFF;
        foreach (byte one in bytes)
        {
            sum ^= one;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ (0xEDB88320 & (0u - (sum & 1)));
            }
        }

        return ~sum;
    }

    private static Refusal No(string why) => new(RefusalKind.BadFile, "The picture cannot be compared.", $"The reason: {why}.", "Save it as a plain PNG with 8 bits a channel.");

    /// <param name="Color">0 grey, 2 colours, 3 palette, 4 grey with opacity, 6 colours with opacity.</param>
    private sealed record Head(int Width, int Height, int Color)
    {
        public int Channels => Color switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

        public static Head? Read(ReadOnlySpan<byte> data)
        {
            if (data.Length != 13 || data[8] != 8 || data[9] is not (0 or 2 or 3 or 4 or 6) || data[10] != 0 || data[11] != 0 || data[12] != 0)
            {
                return null;
            }

            int width = BinaryPrimitives.ReadInt32BigEndian(data), height = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
            return width < 1 || height < 1 ? null : new Head(width, height, data[9]);
        }
    }
}
