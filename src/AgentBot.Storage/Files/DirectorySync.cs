using System.Runtime.InteropServices;

namespace AgentBot.Storage.Files;

/// <summary>Makes a renamed or new file's name durable. A file can be on the disk while the directory that names it is not.</summary>
internal static class DirectorySync
{
    private const int ReadOnly = 0;

    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS keeps names in its own journal.
        }

        int handle = Open(directory, ReadOnly);
        if (handle < 0)
        {
            throw new IOException($"The directory {directory} cannot be opened (error {Marshal.GetLastPInvokeError()}).");
        }

        try
        {
            if (Sync(handle) != 0)
            {
                throw new IOException($"The directory {directory} cannot be brought to the disk (error {Marshal.GetLastPInvokeError()}).");
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
