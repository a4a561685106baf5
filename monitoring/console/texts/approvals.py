"""Words of the approvals, the unlinking of records and the stand-ins."""

from __future__ import annotations

from simpul.core.i18n import Words


def _w(indonesian: str, english: str) -> Words:
    return Words(id=indonesian, en=english)


TEXTS: dict[str, Words] = {
    "access.title": _w("Perubahan akses", "Change of access"),
    "access.whose": _w("Akun", "Account"),
    "access.lead": _w(
        "Hubungi pemilik akun ini dulu. Setujui hanya bila ia sendiri yang memerlukannya.",
        "Call the owner of this account first. Approve only if they themselves need it.",
    ),
    "access.told": _w("Akses ke akun Anda", "Access to your account"),
    "access.told_lead": _w(
        "Orang lain meminta atau mengubah akses ke akun Anda. Bila Anda tidak tahu, hubungi administrator sekarang.",
        "Somebody asked for or changed access to your account. If you do not know why, call the administrator now.",
    ),
    "approvals.title": _w("Persetujuan", "Approvals"),
    "approvals.lead": _w(
        "Yang menunggu orang kedua. Yang paling lama menunggu ada di atas.",
        "What waits for a second person. What waits longest comes first.",
    ),
    "approvals.for_me": _w("Menunggu Anda", "Waiting for you"),
    "approvals.none_for_me": _w("Tidak ada yang menunggu persetujuan Anda.", "Nothing waits for your approval."),
    "approvals.mine": _w("Usul Anda", "Proposed by you"),
    "approvals.mine_lead": _w(
        "Orang lain harus menyetujuinya. Anda dapat menariknya.", "Another person must approve. You can withdraw."
    ),
    "approvals.others": _w("Menunggu orang lain", "Waiting for others"),
    "approvals.no_right": _w("Peran Anda tidak memuat hak menyetujui.", "Your role does not include approving."),
    "approvals.what": _w("Apa", "What"),
    "approvals.proposer": _w("Pengusul", "Proposed by"),
    "approvals.age": _w("Menunggu", "Waiting for"),
    "approvals.limit": _w("Batas", "Limit"),
    "approvals.past": _w("lewat batas", "past its limit"),
    "approvals.then": _w("lalu ke", "then to"),
    "approvals.escalated": _w("sudah diteruskan ke", "handed up to"),
    "approvals.full": _w("Hanya 50 yang terlama yang ditunjukkan.", "Only the 50 oldest are shown."),
    "approvals.delegations": _w("Penggantian", "Stand-ins"),
    "approvals.jobs": _w("Keputusan massal", "Bulk decisions"),
    "approvals.will": _w("Yang akan terjadi", "What will happen"),
    "approvals.reason": _w("Alasan", "Reason"),
    "approvals.approve": _w("Setujui", "Approve"),
    "approvals.refuse": _w("Tolak", "Refuse"),
    "approvals.refusal": _w("Alasan penolakan", "Why you refuse"),
    "approvals.withdraw": _w("Tarik usul", "Withdraw"),
    "approvals.waits": _w("Menunggu persetujuan orang lain.", "Waiting for another person's approval."),
    "approvals.approved": _w("Disetujui.", "Approved."),
    "approvals.refused": _w("Ditolak. Tidak ada yang berubah.", "Refused. Nothing was changed."),
    "approvals.withdrawn": _w("Usul ditarik.", "The proposal was withdrawn."),
    "revert.title": _w("Pengembalian data", "Taking data back"),
    "revert.target": _w("Yang dikembalikan", "What is taken back"),
    "revert.restored": _w("baris mendapat nilainya yang dulu", "rows get their former values"),
    "revert.removed": _w(
        "baris yang dulu tidak ada keluar dari cermin", "rows that were not there before leave the mirror"
    ),
    "revert.subjects": _w(
        "warga, permohonan atau pengaduan dibandingkan lagi", "citizens, applications or complaints are compared again"
    ),
    "revert.cases": _w("ketidaksesuaian terbuka mungkin berasal dari data ini", "open cases may come from this data"),
    "revert.compensated": _w("kiriman yang sudah berangkat ditulis balik", "sendings that left are written back"),
    "revert.withdrawn": _w("kiriman yang belum berangkat dibatalkan", "sendings that have not left are cancelled"),
    "revert.unsaid": _w("kabar yang sudah terkirim tidak dapat ditarik", "messages that were sent cannot be unsaid"),
    "revert.source": _w(
        "Sumbernya tidak disentuh. Perbaiki dulu sebabnya, supaya nilai yang salah tidak datang lagi.",
        "The source is not touched. Mend the cause first, so that the wrong value does not come again.",
    ),
    "revert.busy": _w(
        "Umpan ini sedang diambil. Coba lagi setelah selesai.",
        "This feed is being pulled. Try again when it has ended.",
    ),
    "revert.done": _w("Data sudah dikembalikan.", "The data was put back."),
    "unlink.title": _w("Melepas tautan", "Unlinking"),
    "unlink.consequences": _w("Akibatnya", "Consequences"),
    "unlink.nothing": _w("Tidak ada yang bertumpu pada tautan ini.", "Nothing rests on this link."),
    "unlink.disclosure": _w(
        "Mungkin sudah ada yang diberi tahu tentang urusan orang lain. Setelah disetujui, ketidaksesuaian kritis "
        "dibuat. Orangnya harus diberi tahu dalam 3 × 24 jam.",
        "Somebody may have been told about somebody else's matter. Once approved, a critical case is made. "
        "That person must be told within 3 × 24 hours.",
    ),
    "unlink.no_disclosure": _w(
        "Tidak ada kabar yang terkirim atas tautan ini.", "Nothing was sent because of this link."
    ),
    "unlink.kind": _w("Yang bertumpu padanya", "What rests on it"),
    "unlink.fate": _w("Akan menjadi", "What becomes of it"),
    "unlink.left": _w("Catatan pertama", "First record"),
    "unlink.right": _w("Catatan kedua", "Second record"),
    "unlink.propose": _w("Usulkan melepas", "Propose to unlink"),
    "unlink.propose_why": _w(
        "Orang lain harus menyetujui. Sampai saat itu tautannya tetap.",
        "Another person must approve. Until then it stands.",
    ),
    "unlink.proposed": _w("Diusulkan. Menunggu persetujuan orang lain.", "Proposed. Another person must approve."),
    "unlink.done": _w(
        "Tautan dilepas. Akibatnya sudah dikerjakan seperti tertulis.",
        "Unlinked; the consequences were carried out as written.",
    ),
    "unlink.kept": _w("Tautan tetap.", "The link stays."),
    "unlink.score": _w("Kemiripan", "Likeness"),
    "unlink.why": _w("Mengapa ditautkan", "Why they were linked"),
    "standin.title": _w("Penggantian", "Stand-ins"),
    "standin.lead": _w(
        "Selama berhalangan, tugas seorang petugas jatuh kepada penggantinya. Pengganti tidak dapat menyetujui usul "
        "orang yang digantikannya.",
        "While an officer is away, a stand-in gets the work. A stand-in cannot approve what that officer proposed.",
    ),
    "standin.now": _w("Yang berlaku dan yang akan datang", "In force and to come"),
    "standin.none": _w("Tidak ada penggantian.", "There are no stand-ins."),
    "standin.absent": _w("Yang berhalangan", "Who is away"),
    "standin.stand_in": _w("Pengganti", "Stand-in"),
    "standin.starts": _w("Mulai", "From"),
    "standin.ends": _w("Sampai", "To"),
    "standin.made_by": _w("Dibuat oleh", "Made by"),
    "standin.new": _w("Penggantian baru", "New stand-in"),
    "standin.add": _w("Simpan penggantian", "Save"),
    "standin.end": _w("Akhiri sekarang", "End now"),
    "standin.added": _w("Penggantian disimpan.", "The stand-in was saved."),
    "standin.username": _w("Nama pengguna", "Username"),
    "standin.unknown": _w("Tidak ada petugas dengan nama pengguna ini.", "There is no officer of this username."),
    "standin.not_yours": _w(
        "Anda hanya dapat mengatur penggantian diri sendiri. Minta penyetuju atau administrator.",
        "You can arrange a stand-in only for yourself. Ask an approver or administrator.",
    ),
}
