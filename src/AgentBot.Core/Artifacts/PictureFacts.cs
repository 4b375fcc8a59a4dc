using System.Buffers.Binary;
using System.Globalization;

namespace AgentBot.Core.Artifacts;

/// <param name="MediaType">image/png or image/jpeg, told from the bytes and not from the name.</param>
/// <param name="Width">In points.</param>
public sealed record PictureHead(string MediaType, int Width, int Height)
{
    public string Size => string.Create(CultureInfo.InvariantCulture, $"{Width} × {Height} points");

    /// <summary>Null for what is neither a PNG nor a JPEG.</summary>
    public static PictureHead? Read(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
        if (bytes.Length >= 24 && bytes.StartsWith(png))
        {
            return Of("image/png", BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]));
        }

        // A JPEG (ISO/IEC 10918-1) names its size in the frame header, SOF0 to SOF15 without the three that are none.
        for (int at = 2; bytes.Length > 4 && bytes[0] == 0xFF && bytes[1] == 0xD8 && at + 9 < bytes.Length && bytes[at] == 0xFF;)
        {
            byte marker = bytes[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return Of("image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            }

            at += marker == 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }

        return null;
    }

    private static PictureHead? Of(string mediaType, int width, int height) => width < 1 || height < 1 ? null : new PictureHead(mediaType, width, height);
}

/// <summary>Where two pictures of one size differ.</summary>
public static class PictureDiff
{
    /// <summary>A sentence's end: "0.8 % of the points, all within 120 × 40 points at the top left".</summary>
    public static string Between(PngPicture before, PngPicture after)
    {
        if (before.Width != after.Width || before.Height != after.Height)
        {
            return "the size, so the points are not compared";
        }

        int left = int.MaxValue, top = int.MaxValue, right = -1, bottom = -1;
        long differing = 0;
        for (int i = 0; i < before.Points.Length; i++)
        {
            if (before.Points[i] != after.Points[i])
            {
                (int row, int column) = Math.DivRem(i, before.Width);
                (left, top, right, bottom) = (Math.Min(left, column), Math.Min(top, row), Math.Max(right, column), Math.Max(bottom, row));
                differing++;
            }
        }

        if (differing == 0)
        {
            return "nothing: every point is the same";
        }

        decimal share = 100m * differing / before.Points.Length;
        string part = share < 0.1m ? "less than 0.1 %" : string.Create(CultureInfo.InvariantCulture, $"{share:0.#} %");
        string across = Place(left + right, before.Width, "left", "right"), down = Place(top + bottom, before.Height, "top", "bottom");
        string where = (down, across) switch { ("", "") => "in the middle", ("", _) => $"at the {across}", (_, "") => $"at the {down}", _ => $"at the {down} {across}" };
        return string.Create(CultureInfo.InvariantCulture, $"{part} of the points, all within {right - left + 1} × {bottom - top + 1} points {where}");
    }

    // By thirds; twice the middle is compared, so that nothing is halved.
    private static string Place(int twiceMiddle, int length, string low, string high) => twiceMiddle * 3L < 2L * length ? low : twiceMiddle * 3L > 4L * length ? high : "";
}
