"""What people make of a list's changes: the 修改对照表, the record of every field, and the next version itself.

方案三、（三）: 建立动态调整机制……及时调整更新“四张清单”.
"""
