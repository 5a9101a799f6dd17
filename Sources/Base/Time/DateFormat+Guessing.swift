extension DateFormat {
    /// Every usual way of writing dates that reads all samples, the likeliest first; empty texts
    /// are passed over. More than one that differs in day and month (`03/04/2026`) is for a person
    /// to decide.
    public static func guesses(from samples: some Sequence<String>) -> [DateFormat] {
        let texts = samples.lazy.filter { !$0.isEmpty }.prefix(1_000)
        var left = usual
        var count = 0
        for text in texts where text.utf8.count <= 64 {
            count += 1
            left.removeAll { $0.moment(text) == nil }
            if left.isEmpty { return [] }
        }
        return count > 0 ? left : []
    }

    private static let usual: [DateFormat] = {
        let dates = [
            "yyyy-MM-dd", "yyyy/MM/dd", "yyyy.MM.dd", "yyyyMMdd", "yyyy年MM月dd日", "dd/MM/yyyy",
            "MM/dd/yyyy", "dd.MM.yyyy", "dd-MM-yyyy", "MM-dd-yyyy", "dd/MM/yy", "MM/dd/yy",
            "dd.MM.yy", "dd-MMM-yy", "dd-MMM-yyyy", "dd MMM yyyy", "dd MMM yy", "MMM dd, yyyy",
        ]
        let times = [
            "", " HH:mm", " HH:mm:ss", " HH:mm:ss.SSS", " hh:mm a", " hh:mm:ss a", " ahh:mm",
            "THH:mm", "THH:mm:ss",
        ]
        let pairs = dates.flatMap { date in times.map { date + $0 } }
        return (pairs + ["yyyyMMddHHmmss", "yyyyMMddHHmm", iso]).compactMap(DateFormat.init)
    }()
}
